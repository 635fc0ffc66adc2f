// Redaction: what becomes of each kind of value; that nothing of a patient stays and nothing else
// changes; that what was valid is valid.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "claims/base/buf.h"
#include "claims/base/digest.h"
#include "edi/x12_redact.h"
#include "tests/bench/made_files.h"
#include "tests/edi/files.h"

#define BYTES_MAX ((size_t)64 << 20)

static const char one_key[] = "0123456789abcdef", other_key[] = "fedcba9876543210";

static void on_bytes(void *context, struct text bytes)
{
    buf_text(context, bytes);
}

static struct x12_redact_totals redact(
    struct buf *out, const char *key, struct text file, size_t window)
{
    buf_clear(out);
    struct x12_redact *redact = x12_redact_new(text_of(key), out, on_bytes);
    for (size_t at = 0; at < file.size; at += window)
        x12_redact_feed(redact, text_part(file, at, window));
    struct x12_redact_totals totals = x12_redact_end(redact);
    x12_redact_free(redact);
    return totals;
}

// ---- By hand

static const char file[] =
    "ISA*00*          *01*SECRET1   *ZZ*SENDER         *ZZ*RECEIVER       *261121*1200*^*00501*"
    "000000905*0*P*:~\n"
    "GS*HC*SAPP*RAPP*20261121*1200*11*X*005010X222A1~\n"
    "ST*837*0001*005010X222A1~\n"
    "BHT*0019*00*REF1*20261121*1200*CH~\n"
    "NM1*41*2*MADE UP CLINIC*****46*SENDER~\n"
    "PER*IC*BILLING*TE*5555550100~\n"
    "NM1*40*2*MADE UP PAYER*****46*RECEIVER~\n"
    "HL*1**20*1~\n"
    "NM1*85*2*MADE UP CLINIC*****XX*1234567893~\n"
    "N3*1 MAIN ST~\n"
    "N4*SPRINGFIELD*IL*627010001~\n"
    "REF*EI*123456789~\n"
    "HL*2*1*22*0~\n"
    "SBR*P*18*GRP1******CI~\n"
    "NM1*IL*1*DOE*JANE*Q***MI*AB1234567~\n"
    "N3*2 OAK ST*APT 9~\n"
    "N4*SPRINGFIELD*IL*62701~\n"
    "DMG*D8*19700704*F~\n"
    "NM1*PR*2*MADE UP PAYER*****PI*PAYER1~\n"
    "CLM*PCN0001*100***11:B:1*Y*A*Y*Y~\n"
    "REF*EA*MR77~\n"
    "NTE*ADD*PATIENT SAID A LOT~\n"
    "HI*ABK:J069~\n"
    "LX*1~\n"
    "SV1*HC:99213*100*UN*1***1~\n"
    "DTP*472*D8*20261101~\n"
    "CLM*PCN0002*50***11:B:1*Y*A*Y*Y~\n"
    "HI*ABK:J069~\n"
    "LX*1~\n"
    "SV1*HC:99213*50*UN*1***1~\n"
    "DTP*472*D8*20261101~\n"
    "HL*3*1*22*0~\n"
    "SBR*P*18*GRP1******CI~\n"
    "NM1*IL*1*Doe*Old****MI*AB1234568~\n"
    "N3*2 oak st~\n"
    "N4*PLENTYWOOD*MT*05901~\n"
    "DMG*D8*19200101*F~\n"
    "NM1*PR*2*MADE UP PAYER*****PI*PAYER1~\n"
    "CLM*PCN0003*100***11:B:1*Y*A*Y*Y~\n"
    "HI*ABK:J069~\n"
    "LX*1~\n"
    "SV1*HC:99213*100*UN*1***1~\n"
    "DTP*472*D8*20261101~\n"
    "REF*6R*PCN0003-1~\n"
    "SE*43*0001~\n"
    "GE*1*11~\n"
    "IEA*1*000000905~\n";

// Line `number` (1 first) of the bytes, cut at its stars.
static size_t line_of(const struct buf *out, int number, struct text fields[20])
{
    struct text rest = buf_slice(out), line = {0};
    bool more = true;
    for (int i = 0; i < number; i++)
        assert_true(text_split(&rest, '\n', &more, &line));
    line.size--; // the terminator
    size_t count = 0;
    for (bool again = true; count < 20 && text_split(&line, '*', &again, &fields[count]);)
        count++;
    return count;
}

static void assert_shape(struct text was, struct text is)
{
    assert_int_equal(was.size, is.size);
    for (size_t i = 0; i < was.size; i++) {
        bool digit = was.at[i] >= '0' && was.at[i] <= '9';
        bool letter = was.at[i] >= 'A' && was.at[i] <= 'Z';
        if (digit)
            assert_true(is.at[i] >= '0' && is.at[i] <= '9');
        else if (letter)
            assert_true(is.at[i] >= 'A' && is.at[i] <= 'Z');
        else
            assert_int_equal(was.at[i], is.at[i]);
    }
}

static void test_values(void **state)
{
    (void)state;
    struct buf out;
    struct text one[20], two[20], three[20];
    buf_init(&out, BYTES_MAX);
    struct x12_redact_totals totals = redact(&out, one_key, TEXT(file), sizeof(file));
    assert_true(totals.envelope.whole);
    assert_int_equal(totals.unknown, 0);

    // The envelope, but for its password.
    line_of(&out, 1, one);
    assert_int_equal(one[4].size, 10);
    assert_false(text_starts(one[4], TEXT("SECRET1")));
    assert_true(text_starts(one[6], TEXT("SENDER ")));

    // Names, the same one the same; an initial is an initial.
    line_of(&out, 15, one);
    line_of(&out, 34, two);
    assert_int_equal(one[3].size, 8);
    assert_true(text_equal(one[3], two[3]));
    assert_false(text_equal(one[4], two[4]));
    assert_int_equal(one[5].size, 1);
    assert_false(text_equal_z(one[3], "DOE"));
    // Member ids keep their shape, and different ones differ.
    assert_shape(TEXT("AB1234567"), one[9]);
    assert_shape(TEXT("AB1234568"), two[9]);
    assert_false(text_equal(one[9], two[9]));
    assert_false(text_equal_z(one[9], "AB1234567"));
    // Addresses; the same one however it is written; the state stays, the ZIP code's first three
    // digits too, unless few people live there.
    line_of(&out, 16, one);
    line_of(&out, 35, two);
    assert_true(text_ends(one[1], TEXT(" ST")));
    assert_true(text_equal(one[1], two[1]));
    line_of(&out, 17, one);
    line_of(&out, 36, two);
    assert_true(text_equal_z(one[2], "IL") && text_equal_z(one[3], "62700"));
    assert_true(text_equal_z(two[2], "MT") && text_equal_z(two[3], "00000"));
    assert_false(text_equal_z(one[1], "SPRINGFIELD"));
    // A birth is in the same year and not later; of those over 89 the year says no more than that.
    line_of(&out, 18, one);
    line_of(&out, 37, two);
    assert_true(text_starts(one[2], TEXT("1970")) && text_compare(one[2], TEXT("19700704")) <= 0);
    assert_true(text_starts(two[2], TEXT("1937")));
    assert_true(text_equal_z(one[3], "F"));
    // Patient control numbers; free text; diagnoses, dates of service and amounts stay.
    line_of(&out, 20, one);
    line_of(&out, 27, two);
    line_of(&out, 39, three);
    assert_shape(TEXT("PCN0001"), one[1]);
    assert_false(text_equal(one[1], two[1]) || text_equal(one[1], three[1]));
    assert_true(text_equal_z(one[2], "100"));
    line_of(&out, 21, one);
    assert_shape(TEXT("MR77"), one[2]);
    line_of(&out, 22, one);
    assert_true(text_equal_z(one[2], "REDACTED"));
    // A line's number, which often is the claim's with another behind it.
    line_of(&out, 44, one);
    assert_shape(TEXT("PCN0003-1"), one[2]);
    assert_false(text_equal_z(one[2], "PCN0003-1"));
    // The provider stays, his tax number may be that of a person.
    line_of(&out, 9, one);
    assert_true(text_equal_z(one[3], "MADE UP CLINIC") && text_equal_z(one[9], "1234567893"));
    line_of(&out, 12, one);
    assert_shape(TEXT("123456789"), one[2]);

    // The same key gives the same bytes, in windows of any size; another one others.
    struct buf again;
    buf_init(&again, BYTES_MAX);
    redact(&again, one_key, TEXT(file), 13);
    assert_int_equal(again.size, out.size);
    assert_memory_equal(again.at, out.at, out.size);
    redact(&again, other_key, TEXT(file), sizeof(file));
    assert_true(again.size != out.size || memcmp(again.at, out.at, out.size) != 0);
    buf_free(&again);
    buf_free(&out);
}

// No birthday stays, whatever the key: not the first of January, nor the second, nor that of
// somebody who is 89.
static void test_birthdays(void **state)
{
    (void)state;
    static const struct {
        const char *day, *year; // and the year that is made of it
    } cases[] = {{"20260101", "2025"}, {"20260102", "2026"}, {"19700101", "1969"},
        {"19370101", "1937"}, {"19370102", "1937"}, {"19360630", "1937"}, {"20240229", "2024"}};
    struct buf out;
    struct text one[20];
    char room[sizeof(file) + 100], segment[40], key[32];
    buf_init(&out, BYTES_MAX);
    for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
        snprintf(segment, sizeof(segment), "DMG*D8*%s*F", cases[i].day);
        struct text changed = files_replace(room, sizeof(room), file, "DMG*D8*19700704*F", segment);
        for (int k = 0; k < 50; k++) {
            snprintf(key, sizeof(key), "a key with the number %02d", k);
            redact(&out, key, changed, changed.size);
            line_of(&out, 18, one);
            assert_true(text_starts(one[2], text_of(cases[i].year)));
            assert_false(text_equal_z(one[2], cases[i].day));
        }
    }
    buf_free(&out);
}

// What no guide knows is replaced whole.
static void test_unknown(void **state)
{
    (void)state;
    struct buf out;
    char room[sizeof(file) + 100];
    buf_init(&out, BYTES_MAX);
    struct text changed =
        files_replace(room, sizeof(room), file, "LX*1~\n", "XYZ*JANE:DOE*AB1234567~\nLX*1~\n");
    struct x12_redact_totals totals = redact(&out, one_key, changed, changed.size);
    assert_int_equal(totals.unknown, 1);
    assert_null(memmem(out.at, out.size, "JANE", 4));
    assert_null(memmem(out.at, out.size, "AB1234567", 9));
    changed = files_replace(room, sizeof(room), file, "ST*837*0001*005010X222A1", "ST*834*0001*X");
    totals = redact(&out, one_key, changed, changed.size);
    assert_int_equal(totals.unknown, 41);
    assert_null(memmem(out.at, out.size, "JANE", 4));
    buf_free(&out);
}

// ---- Every valid file

struct gathered {
    struct buf values; // of patients, a line each
    struct buf others; // all other elements
    struct buf found;  // words of what was found
    int rejects;
};

static void on_finding(void *context, const struct x12_finding *finding)
{
    struct gathered *g = context;
    g->rejects += finding->severity == X12_REJECT && finding->snip <= 3;
    buf_format(&g->found, "%s %lld %s\n", finding->word, (long long)finding->place.segment,
        finding->place.element);
}

static void gather(struct gathered *g, const struct grammar_element *spec, struct text value)
{
    struct buf *into = spec != NULL && spec->patient ? &g->values : &g->others;
    buf_text(into, value);
    buf_char(into, '\n');
}

static void on_met(void *context, const struct x12_met *met)
{
    struct gathered *g = context;
    for (size_t i = 1; met->spec != NULL && i <= met->segment->count; i++) {
        const struct grammar_element *spec =
            i <= met->spec->element_count ? &grammar.element[met->spec->elements + i - 1] : NULL;
        struct x12_pieces pieces = x12_components(met->segment, i);
        for (uint32_t c = 0; x12_next(&pieces); c++) {
            bool is_part =
                spec != NULL && spec->type == GRAMMAR_COMPOSITE && c < spec->component_count;
            gather(g, is_part ? &grammar.element[spec->components + c] : spec, pieces.piece);
        }
    }
}

static void gather_file(struct gathered *g, struct text bytes)
{
    *g = (struct gathered){0};
    buf_init(&g->values, BYTES_MAX);
    buf_init(&g->others, BYTES_MAX);
    buf_init(&g->found, BYTES_MAX);
    struct x12_check *check = x12_check_new(
        (struct x12_check_handler){.context = g, .finding = on_finding, .segment = on_met});
    x12_check_feed(check, bytes);
    x12_check_end(check);
    x12_check_free(check);
}

static void gathered_free(struct gathered *g)
{
    buf_free(&g->values);
    buf_free(&g->others);
    buf_free(&g->found);
}

static int valid, values, kept;

static void try_file(void *context, const char *path, struct text bytes)
{
    (void)context;
    struct gathered before, after;
    struct buf out;
    gather_file(&before, bytes);
    buf_init(&out, BYTES_MAX);
    redact(&out, one_key, bytes, 1000);
    if (before.rejects == 0 && out.size > 0) {
        gather_file(&after, buf_slice(&out));
        valid++;
        // The same is found in it, and all but the patients is the same.
        if (after.rejects > 0)
            fail_msg("%s is not valid any more: %.*s", path, TEXT_ARG(buf_slice(&after.found)));
        assert_int_equal(after.others.size, before.others.size);
        assert_memory_equal(after.others.at, before.others.at, after.others.size);
        struct text one = buf_slice(&before.values), two = buf_slice(&after.values), was, is;
        bool more = true, again = true;
        while (text_split(&one, '\n', &more, &was)) {
            assert_true(text_split(&two, '\n', &again, &is));
            assert_int_equal(was.size == 0, is.size == 0);
            // A short value may become itself by chance.
            if (was.size < 3)
                continue;
            values++;
            kept += text_equal(was, is);
        }
        gathered_free(&after);
    }
    gathered_free(&before);
    buf_free(&out);
}

static void test_valid(void **state)
{
    (void)state;
    static const char *const folders[] = {"x12-837P", "x12-837I", "x12-837D", "x12-835", "x12-999",
        "x12-277CA", "x12-277", "x12-276", "x12-270", "x12-271"};
    valid = values = kept = 0;
    for (size_t k = 0; k < MADE_KINDS; k++) {
        struct buf made;
        buf_init(&made, 8 * MADE_SET_BYTES);
        made_kinds[k].head(&made);
        made_kinds[k].set(&made, 1);
        made_kinds[k].tail(&made, 1);
        try_file(NULL, made_kinds[k].name, buf_slice(&made));
        buf_free(&made);
    }
    try_file(NULL, "by hand", TEXT(file));
    assert_int_equal(valid, 3);
    if (files_shared()) {
        for (size_t i = 0; i < sizeof(folders) / sizeof(*folders); i++)
            files_each(folders[i], try_file, NULL);
    } else {
        print_message("without the files of " SHARED ", which is absent\n");
    }
    print_message(
        "%d valid files, %d values of patients, %d of them as before\n", valid, values, kept);
    // Numbers of three characters, a suffix of a name, a date that has no other day before it.
    assert_true(kept < values / 50);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_values),
        cmocka_unit_test(test_birthdays),
        cmocka_unit_test(test_unknown),
        cmocka_unit_test(test_valid),
    };
    digest_start();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
