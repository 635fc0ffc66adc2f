// What the guide's tables say of a claim as it is written.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "edi/x837p_check.h"
#include "tests/edi/sample_claims.h"

static struct arena *arena;
static struct finding_list findings;
static struct x837p_envelope envelope;
static struct x837p_check *check;
static struct claim claim;
static struct buf pieces;
static struct service_line lines[2];

static int set_up(void **state)
{
    (void)state;
    arena = arena_new(1 << 20);
    finding_list_start(&findings, arena);
    envelope = sample_envelope();
    check = x837p_check_new();
    buf_init(&pieces, 2 * X837P_CLAIM_BYTES_MAX);
    sample_subscriber_claim(&claim, lines);
    // The other tests of the writer do not mind their check digits.
    claim.providers[PROVIDER_RENDERING].npi = T("1888888884");
    claim.providers[PROVIDER_FACILITY].npi = T("1777777776");
    claim.providers[PROVIDER_SUPERVISING].npi = T("1666666668");
    claim.providers[PROVIDER_ORDERING].npi = T("1555555550");
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    x837p_check_free(check);
    buf_free(&pieces);
    arena_free(arena);
    return 0;
}

static void judge(void)
{
    finding_list_start(&findings, arena);
    buf_clear(&pieces);
    int provider = x837p_write_provider(&pieces, &envelope, &claim, 1, &findings);
    int segments = x837p_write_claim(&pieces, &envelope, &claim, 2, 1, &findings);
    assert_int_equal(findings.count, 0);
    x837p_check_claim(check, &envelope, &claim, buf_slice(&pieces), provider + segments, &findings);
}

// That one thing is found.
static void assert_one(
    const char *rule_id, const char *place, int line, enum severity severity, const char *value)
{
    judge();
    assert_int_equal(findings.count, 1);
    const struct finding *f = &findings.items[0];
    assert_int_equal(f->code, FINDING_guide_not_followed);
    assert_string_equal(arena_copy(arena, f->rule_id).at, rule_id);
    assert_string_equal(arena_copy(arena, f->place).at, place);
    assert_string_equal(arena_copy(arena, f->value).at, value);
    assert_int_equal(f->line, line);
    assert_int_equal(f->severity, severity);
}

static void a_sound_claim_has_none(void **state)
{
    (void)state;
    judge();
    assert_int_equal(findings.count, 0);
    // With other separators too.
    envelope.settings.separators = (struct x12_separators){
        .element = '|', .component = '>', .repetition = '!', .terminator = '\n'};
    envelope.settings.line_break = X12_LINE_NONE;
    judge();
    assert_int_equal(findings.count, 0);
}

static void what_takes_the_set_along_is_refused(void **state)
{
    (void)state;
    claim.release_of_information = 'X';
    assert_one("guide.code_not_allowed", "2300 CLM09", 0, SEVERITY_REJECT, "X");
    claim.release_of_information = 'I';
    lines[1].unit_basis = T("DA");
    assert_one("guide.code_not_allowed", "2400 SV103", 2, SEVERITY_REJECT, "DA");
    // What the last claim had is forgotten.
    lines[1].unit_basis = T("UN");
    judge();
    assert_int_equal(findings.count, 0);
    // So is what every claim of the envelope has.
    envelope.settings.receiver_qualifier = T("99");
    assert_one("guide.code_not_allowed", "ISA07", 0, SEVERITY_REJECT, "99");
}

static void what_is_about_the_claim_alone_holds_it(void **state)
{
    (void)state;
    // Born between the first line's service and the second's.
    claim.subscriber.person.birth_date = sample_day(2026, 1, 6);
    assert_one(
        "guide.service_before_subscribers_birth", "2400 DTP03", 1, SEVERITY_HOLD, "20260105");
    claim.subscriber.person.birth_date = sample_day(1980, 2, 29);
    claim.providers[PROVIDER_ORDERING].npi = T("1555555558");
    judge();
    assert_int_equal(findings.count, 2); // on each line
    assert_int_equal(findings.items[0].line, 1);
    assert_int_equal(findings.items[1].line, 2);
}

static void what_identifies_a_patient_is_not_said(void **state)
{
    (void)state;
    claim.subscriber.member_id = T("M");
    claim.subscriber.person.address.zip = T("1220");
    judge();
    assert_int_not_equal(findings.count, 0);
    for (size_t i = 0; i < findings.count; i++)
        assert_int_equal(findings.items[i].value.size, 0);
}

static void with_an_envelope_that_cannot_be_written_nothing_is_judged(void **state)
{
    (void)state;
    claim.release_of_information = 'X';
    envelope.settings.sender = T("ONE~TWO");
    judge();
    assert_int_equal(findings.count, 0);
}

// ---- The words

static size_t words;
static struct text seen[2048];

static void on_word(
    void *context, const char *rule_id, int snip, const char *message, const char *remedy)
{
    (void)context;
    assert_true(words < 2048);
    assert_true(strncmp(rule_id, "guide.", 6) == 0 && rule_id[6] != '\0');
    assert_in_range(snip, 1, 5);
    assert_true(message[0] != '\0' && strchr(message, '{') == NULL && remedy[0] != '\0');
    for (size_t i = 0; i < words; i++)
        assert_false(text_equal_z(seen[i], rule_id));
    seen[words++] = arena_copy(arena, text_of(rule_id));
}

static bool is_seen(const char *rule_id)
{
    for (size_t i = 0; i < words; i++) {
        if (text_equal_z(seen[i], rule_id))
            return true;
    }
    return false;
}

static void each_word_is_told_once(void **state)
{
    (void)state;
    words = 0;
    x837p_check_each_word(NULL, on_word);
    assert_true(is_seen("guide.code_not_allowed"));
    assert_true(is_seen("guide.x12_count"));
    assert_true(is_seen("guide.service_before_subscribers_birth"));
    assert_false(is_seen("guide.code_unknown")); // never more than a warning
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(a_sound_claim_has_none, set_up, tear_down),
        cmocka_unit_test_setup_teardown(what_takes_the_set_along_is_refused, set_up, tear_down),
        cmocka_unit_test_setup_teardown(what_is_about_the_claim_alone_holds_it, set_up, tear_down),
        cmocka_unit_test_setup_teardown(what_identifies_a_patient_is_not_said, set_up, tear_down),
        cmocka_unit_test_setup_teardown(
            with_an_envelope_that_cannot_be_written_nothing_is_judged, set_up, tear_down),
        cmocka_unit_test_setup_teardown(each_word_is_told_once, set_up, tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
