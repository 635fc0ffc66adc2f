#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "edi/x837p_read.h"
#include "edi/x837p_write.h"
#include "tests/edi/files.h"
#include "tests/edi/sample_claims.h"

struct said {
    struct buf claims;    // sample_say_claim of each
    struct buf positions; // one line each
    struct buf findings;
    int count;
    int64_t total; // of CLM02
    bool whole;
    char proven[16];
};

static void on_claim(
    void *context, const struct claim *claim, const struct x837p_position *position)
{
    struct said *said = context;
    const struct x12_set *set = position->set;
    sample_say_claim(&said->claims, claim);
    buf_format(&said->positions, "%.*s %.*s/%.*s/%.*s %.*s %lld @%lld\n",
        TEXT_ARG(claim->control_number), TEXT_ARG(set->interchange->control),
        TEXT_ARG(set->group->control), TEXT_ARG(set->control), TEXT_ARG(position->batch_reference),
        (long long)position->ordinal, (long long)position->segment);
    said->count++;
    said->total += claim->total;
}

static void on_finding(void *context, const struct finding *finding, const struct x12_place *place)
{
    struct said *said = context;
    buf_format(&said->findings, "%s %s %lld %s %s %s\n", severity_word(finding->severity),
        finding_word(finding->code), (long long)place->segment, place->segment_id, place->element,
        place->loop);
}

static void on_proven(void *context, int64_t ordinal, bool proven)
{
    struct said *said = context;
    if (ordinal < (int64_t)sizeof(said->proven))
        said->proven[ordinal - 1] = proven ? '1' : '0';
}

static void read_back(struct said *said, struct text file, size_t window)
{
    *said = (struct said){0};
    buf_init(&said->claims, 64 << 20);
    buf_init(&said->positions, 64 << 20);
    buf_init(&said->findings, 64 << 20);
    struct x837p_reader *reader = x837p_read_new((struct x837p_handler){
        .context = said, .claim = on_claim, .finding = on_finding, .set_proven = on_proven});
    for (size_t at = 0; at < file.size; at += window)
        x837p_read_feed(reader, text_part(file, at, window));
    said->whole = x837p_read_end(reader);
    x837p_read_free(reader);
    buf_char(&said->claims, '\0');
    buf_char(&said->positions, '\0');
    buf_char(&said->findings, '\0');
}

static void forget(struct said *said)
{
    buf_free(&said->claims);
    buf_free(&said->positions);
    buf_free(&said->findings);
}

// Three claims in two sets: two of one provider, one of another.
static void write_file(struct buf *out, struct buf *claims)
{
    struct arena *arena = arena_new(1 << 20);
    struct finding_list findings;
    finding_list_start(&findings, arena);
    struct x837p_envelope envelope = sample_envelope();
    struct claim first, second;
    struct service_line lines[2], other_lines[1];
    struct line_adjudication adjudications[1];
    struct claim_adjustment adjustments[9];
    sample_subscriber_claim(&first, lines);
    sample_secondary_claim(&second, other_lines, adjudications, adjustments);
    x837p_write_head(out, &envelope, &findings);
    int64_t segments = x837p_write_set_head(out, &envelope, T("0001"), T("B1"), &findings);
    segments += x837p_write_provider(out, &envelope, &first, 1, &findings);
    segments += x837p_write_claim(out, &envelope, &first, 2, 1, &findings);
    first.control_number = T("OTHER");
    segments += x837p_write_claim(out, &envelope, &first, 3, 1, &findings);
    segments += x837p_write_provider(out, &envelope, &second, 4, &findings);
    segments += x837p_write_claim(out, &envelope, &second, 5, 4, &findings);
    x837p_write_set_tail(out, &envelope, T("0001"), segments);
    segments = x837p_write_set_head(out, &envelope, T("0002"), T("B2"), &findings);
    segments += x837p_write_provider(out, &envelope, &second, 1, &findings);
    segments += x837p_write_claim(out, &envelope, &second, 2, 1, &findings);
    x837p_write_set_tail(out, &envelope, T("0002"), segments);
    x837p_write_tail(out, &envelope, 2);
    assert_int_equal(findings.count, 0);
    first.control_number = T("00000A1B2013");
    sample_say_claim(claims, &first);
    first.control_number = T("OTHER");
    sample_say_claim(claims, &first);
    sample_say_claim(claims, &second);
    sample_say_claim(claims, &second);
    buf_char(claims, '\0');
    arena_free(arena);
}

static void what_was_written_is_read_back_the_same(void **state)
{
    (void)state;
    struct buf file, claims;
    buf_init(&file, 1 << 20);
    buf_init(&claims, 1 << 20);
    write_file(&file, &claims);
    static const size_t windows[] = {1, 13, 200, 100000};
    for (size_t i = 0; i < 4; i++) {
        struct said said;
        read_back(&said, buf_slice(&file), windows[i]);
        assert_string_equal(said.findings.at, "");
        assert_string_equal(said.claims.at, claims.at);
        assert_string_equal(said.proven, "11");
        assert_true(said.whole);
        // ISA, GS, 5 of the head, 10 of the provider, 11 of levels and payer, then CLM; 46 of each
        // claim.
        assert_string_equal(said.positions.at, "00000A1B2013 000000042/7/0001 B1 1 @29\n"
                                               "OTHER 000000042/7/0001 B1 2 @75\n"
                                               "00000A1B3017 000000042/7/0001 B1 3 @126\n"
                                               "00000A1B3017 000000042/7/0002 B2 1 @169\n");
        forget(&said);
    }
    buf_free(&file);
    buf_free(&claims);
}

static void a_damaged_trailer_leaves_claims_unproven(void **state)
{
    (void)state;
    struct buf file, claims;
    buf_init(&file, 1 << 20);
    buf_init(&claims, 1 << 20);
    write_file(&file, &claims);
    buf_char(&file, '\0');
    char *at = strstr(file.at, "*0001~\nST*837*0002");
    assert_non_null(at);
    at[1] = '9';
    struct said said;
    read_back(&said, (struct text){file.at, file.size - 1}, 1000);
    assert_string_equal(said.proven, "01");
    assert_int_equal(said.count, 4);
    assert_false(said.whole);
    forget(&said);
    buf_free(&file);
    buf_free(&claims);
}

static void amounts_that_cannot_be_read_are_findings(void **state)
{
    (void)state;
    struct buf file, claims;
    buf_init(&file, 1 << 20);
    buf_init(&claims, 1 << 20);
    write_file(&file, &claims);
    buf_char(&file, '\0');
    char *at = strstr(file.at, "*150.5*UN");
    assert_non_null(at);
    at[1] = 'X';
    struct said said;
    read_back(&said, (struct text){file.at, file.size - 1}, 1000);
    assert_string_equal(said.findings.at, "reject x12_element_invalid 52 SV1 SV102 2400\n");
    assert_string_equal(said.proven, "01");
    forget(&said);
    buf_free(&file);
    buf_free(&claims);
}

// The written file with one change.
static void read_changed(struct said *said, const char *from, const char *to)
{
    struct buf file, claims;
    buf_init(&file, 1 << 20);
    buf_init(&claims, 1 << 20);
    write_file(&file, &claims);
    buf_char(&file, '\0');
    char *room = malloc(file.size + 1000);
    assert_non_null(room);
    read_back(said, files_replace(room, file.size + 1000, file.at, from, to), 1000);
    free(room);
    buf_free(&file);
    buf_free(&claims);
}

static void dates_that_cannot_be_read_are_warnings(void **state)
{
    (void)state;
    static const char *const bad[] = {"RD8*2026", "RD8*20260106", "RD8*20260106-2026010",
        "RD8*20260106-20260107X", "RD8*20260106-20260132", "D8*20260106-20260107", "D8*20261306"};
    for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
        struct said said;
        read_changed(&said, "RD8*20260106-20260107", bad[i]);
        assert_string_equal(said.findings.at, "warn x12_element_invalid 59 DTP DTP03 2400\n");
        assert_string_equal(said.proven, "11");
        forget(&said);
    }
}

static void count_only(
    void *context, const struct claim *claim, const struct x837p_position *position)
{
    (void)claim;
    (void)position;
    ++*(int64_t *)context;
}

static void no_limit(void *context, const struct finding *finding, const struct x12_place *place)
{
    (void)context;
    (void)place;
    assert_int_not_equal(finding->code, FINDING_x12_limit);
}

static void memory_does_not_grow_with_the_number_of_claims(void **state)
{
    (void)state;
    struct buf file, claims;
    buf_init(&file, 1 << 20);
    buf_init(&claims, 1 << 20);
    write_file(&file, &claims);
    buf_char(&file, '\0');
    const char *level = strstr(file.at, "HL*3*1*22"), *behind = strstr(file.at, "HL*4**20");
    int64_t count = 0;
    struct x837p_reader *reader = x837p_read_new(
        (struct x837p_handler){.context = &count, .claim = count_only, .finding = no_limit});
    x837p_read_feed(reader, (struct text){file.at, (size_t)(level - file.at)});
    // Each takes more than 3,000 bytes of an arena of 16 MiB.
    for (int i = 0; i < 10000; i++)
        x837p_read_feed(reader, (struct text){level, (size_t)(behind - level)});
    x837p_read_end(reader);
    x837p_read_free(reader);
    assert_int_equal(count, 10001);
    buf_free(&file);
    buf_free(&claims);
}

// ---- Files of others

// The number of claims that the manifest of the corpus names for a file; -1 = none.
static int64_t claims_of_manifest(struct text manifest, const char *name)
{
    char start[512];
    snprintf(start, sizeof(start), "\nx12-837P/%s,", name);
    const char *at = strstr(manifest.at, start);
    if (at == NULL)
        return -1;
    // path,repo,repo_path,commit,licence,kind,implementation_guide,bytes,claims
    bool quoted = false;
    for (int column = 0; column < 8; at++) {
        if (*at == '\0')
            return -1;
        quoted ^= *at == '"';
        column += *at == ',' && !quoted;
    }
    int64_t claims = -1;
    text_to_i64((struct text){at, strcspn(at, ",")}, &claims);
    return claims;
}

struct counted {
    struct text manifest;
    int files;
};

static void count_claims(void *context, const char *path, struct text bytes)
{
    struct counted *counted = context;
    const char *name = strrchr(path, '/') + 1;
    // Sets of another guide (X291) are not read.
    struct said said;
    read_back(&said, bytes, 511);
    int64_t expected = claims_of_manifest(counted->manifest, name);
    bool is_read = strstr(said.findings.at, "x12_set_unknown") == NULL;
    if (is_read && expected >= 0) {
        if (said.count != expected)
            fail_msg("%s: %d claims, not %lld", name, said.count, (long long)expected);
        counted->files++;
    }
    forget(&said);
}

static void claims_of_others_are_counted_as_the_manifest_counts_them(void **state)
{
    (void)state;
    FILES_NEED_SHARED();
    struct counted counted = {.manifest = files_read(CORPUS "/manifest.csv")};
    files_each("x12-837P", count_claims, &counted);
    free((char *)counted.manifest.at);
    assert_true(counted.files > 65);
}

static void a_secondary_claim_of_another_sender_is_read(void **state)
{
    (void)state;
    FILES_NEED_SHARED();
    struct text file = files_read(CORPUS "/x12-837P/LinuxForHealth__x12__demo.cob.example3.C.837");
    struct said said;
    read_back(&said, file, 97);
    assert_int_equal(said.count, 1);
    assert_int_equal(said.total, 7904);
    // Jack is the subscriber, Ted his child; Jane's payer paid 39.15 and left 36.89; lines
    // of 43.00, 15.00, 21.04.
    assert_non_null(strstr(said.claims.at, "last=SMITH|first=TED|"));
    assert_non_null(strstr(said.claims.at, "dx=4779|dx=2724|dx=2780|dx=53081|"));
    assert_non_null(
        strstr(said.claims.at, "\npayer P name=KEY INSURANCE COMPANY|id=999996666|filing=12|"));
    assert_non_null(strstr(said.claims.at, "adjudicated 1 3915 3689 "));
    assert_non_null(strstr(said.claims.at, "\n  cas PR 1 2189 0\n  cas PR 2 1500 0"));
    assert_non_null(strstr(said.claims.at, "\nline 1 4300 1000 "));
    assert_non_null(strstr(said.claims.at, "\n svd 0 4000 1000 "));
    assert_non_null(strstr(said.claims.at, "\n  cas CO 42 300 0"));
    assert_non_null(strstr(said.claims.at, "\nline 3 2104 1000 "));
    assert_non_null(strstr(said.claims.at,
        "\nrendering person last=KILDARE|first=BEN|middle=|suffix=|npi=1999996666|"
        "taxonomy=204C00000X|ein=|g2=PBS3334|"));
    assert_non_null(strstr(said.claims.at, "\nfacility organisation last=KILDARE ASSOCIATES|"));
    forget(&said);
    free((char *)file.at);
}

static void damaged_claims_do_no_harm(void **state)
{
    (void)state;
    struct buf file, claims;
    buf_init(&file, 1 << 20);
    buf_init(&claims, 1 << 20);
    write_file(&file, &claims);
    uint64_t seed = 837;
    struct x837p_reader *reader = x837p_read_new((struct x837p_handler){0});
    for (int turn = 0; turn < 3000; turn++) {
        char *copy = malloc(file.size);
        assert_non_null(copy);
        memcpy(copy, file.at, file.size);
        for (int i = 0; i < 3; i++) {
            size_t at = (size_t)(files_random(&seed) % file.size);
            uint64_t kind = files_random(&seed) % 3;
            if (kind == 0) {
                copy[at] = (char)files_random(&seed);
            } else if (kind == 1) {
                copy[at] = "*:~HLNMSX"[files_random(&seed) % 9];
            } else {
                // Another segment's beginning in this one's place.
                const char *other = file.at + files_random(&seed) % (file.size - 20);
                size_t size = 20 < file.size - at ? 20 : file.size - at;
                memcpy(copy + at, other, size);
            }
        }
        size_t size = 1 + (size_t)(files_random(&seed) % file.size);
        for (size_t at = 0; at < size; at += 700)
            x837p_read_feed(reader, text_part((struct text){copy, size}, at, 700));
        x837p_read_end(reader);
        free(copy);
    }
    x837p_read_free(reader);
    buf_free(&file);
    buf_free(&claims);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_was_written_is_read_back_the_same),
        cmocka_unit_test(a_damaged_trailer_leaves_claims_unproven),
        cmocka_unit_test(amounts_that_cannot_be_read_are_findings),
        cmocka_unit_test(dates_that_cannot_be_read_are_warnings),
        cmocka_unit_test(memory_does_not_grow_with_the_number_of_claims),
        cmocka_unit_test(claims_of_others_are_counted_as_the_manifest_counts_them),
        cmocka_unit_test(a_secondary_claim_of_another_sender_is_read),
        cmocka_unit_test(damaged_claims_do_no_harm),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
