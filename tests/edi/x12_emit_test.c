// The writer over the tables: what it writes stands here by hand, what it must refuse too; and that
// it writes what it read.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "edi/x12_copy.h"
#include "edi/x12_emit.h"
#include "tests/bench/made_files.h"
#include "tests/edi/files.h"

#define BYTES_MAX ((size_t)64 << 20)

// ---- What leaves, and what is told

struct said {
    struct buf bytes;
    char words[4096];
    size_t at;
};

static void on_bytes(void *context, struct text bytes)
{
    buf_text(&((struct said *)context)->bytes, bytes);
}

// "word segment place/loop name", rejects of form only.
static void on_finding(void *context, const struct x12_finding *f)
{
    struct said *said = context;
    if (f->severity != X12_REJECT || f->snip > 3 || said->at + 300 > sizeof(said->words))
        return;
    assert_true(f->message[0] != '\0' && f->remedy[0] != '\0');
    said->at += (size_t)snprintf(said->words + said->at, sizeof(said->words) - said->at,
        "%s%s %lld %s%s%s", said->at > 0 ? ", " : "", f->word, (long long)f->place.segment,
        f->place.element[0] ? f->place.element : f->place.segment_id, f->place.loop[0] ? "/" : "",
        f->place.loop);
}

static struct said *said_new(void)
{
    struct said *said = calloc(1, sizeof(*said));
    assert_non_null(said);
    buf_init(&said->bytes, BYTES_MAX);
    return said;
}

static void said_free(struct said *said)
{
    buf_free(&said->bytes);
    free(said);
}

static struct x12_emit *emit_new(struct said *said, bool stream)
{
    return x12_emit_new((struct x12_emit_handler){
        .context = said, .bytes = on_bytes, .finding = on_finding, .stream = stream});
}

static struct x12_settings settings(void)
{
    return (struct x12_settings){.separators = X12_SEPARATORS_USUAL,
        .sender_qualifier = TEXT("ZZ"),
        .sender = TEXT("SENDER"),
        .receiver_qualifier = TEXT("ZZ"),
        .receiver = TEXT("RECEIVER"),
        .acknowledgement_requested = '0',
        .usage = 'T',
        .group_sender = TEXT("SENDER"),
        .group_receiver = TEXT("RECEIVER"),
        .interchange_control = 7,
        .group_control = 70,
        .at = {.day = 20779, .second = 12 * 3600 + 34 * 60}}; // 2026-11-22
}

// Gives a segment written with the usual separators, by its elements, components and repetitions.
static bool put(struct x12_emit *emit, const char *line)
{
    char id[4];
    struct text rest = text_of(line), element, repetition;
    bool more = true;
    text_split(&rest, '*', &more, &element);
    text_copy_z(id, sizeof(id), element);
    x12_emit_segment(emit, id);
    while (text_split(&rest, '*', &more, &element)) {
        bool again = true, first = true;
        while (text_split(&element, '^', &again, &repetition)) {
            struct x12_pieces pieces = x12_pieces_of(repetition, ':');
            x12_next(&pieces);
            if (first)
                x12_emit_element(emit, pieces.piece);
            else
                x12_emit_repetition(emit, pieces.piece);
            while (x12_next(&pieces))
                x12_emit_component(emit, pieces.piece);
            first = false;
        }
    }
    return x12_emit_segment_end(emit);
}

static const char *const claim[] = {
    "BHT*0019*00*REF1*20261122*1200*CH",
    "NM1*41*2*MADE UP CLINIC*****46*SENDER",
    "PER*IC*BILLING*TE*5555550100",
    "NM1*40*2*MADE UP PAYER*****46*RECEIVER",
    "HL*1**20*1",
    "NM1*85*2*MADE UP CLINIC*****XX*1234567893",
    "N3*1 MAIN ST",
    "N4*SPRINGFIELD*IL*627010001",
    "REF*EI*123456789",
    "HL*2*1*22*0",
    "SBR*P*18*GRP1******CI",
    "NM1*IL*1*DOE*JANE****MI*MEMBER1",
    "N3*2 OAK ST",
    "N4*SPRINGFIELD*IL*62701",
    "DMG*D8*19700101*F",
    "NM1*PR*2*MADE UP PAYER*****PI*PAYER1",
    "CLM*CLAIM1*100***11:B:1*Y*A*Y*Y",
    "HI*ABK:J069*ABF:R059",
    "LX*1",
    "SV1*HC:99213*100*UN*1***1:2",
    "DTP*472*D8*20261101",
};
#define CLAIM_LINES (sizeof(claim) / sizeof(*claim))

static const char *const claim_head =
    "ISA*00*          *00*          *ZZ*SENDER         *ZZ*RECEIVER       *261122*1234*^*00501*"
    "000000007*0*T*:~\nGS*HC*SENDER*RECEIVER*20261122*1234*70*X*005010X222A1~\n"
    "ST*837*0001*005010X222A1~\n";

// Writes the claim with line `replaced` put as `with`; -1: as it is. Returns what x12_emit_set_end
// said.
static bool put_claim(struct x12_emit *emit, int replaced, const char *with)
{
    assert_true(x12_emit_set(emit, "837", "005010X222A1"));
    for (size_t i = 0; i < CLAIM_LINES; i++) {
        if ((int)i != replaced)
            put(emit, claim[i]);
        else if (with != NULL)
            put(emit, with);
    }
    return x12_emit_set_end(emit);
}

static void test_writes(void **state)
{
    (void)state;
    struct said *said = said_new();
    struct x12_emit *emit = emit_new(said, false);
    struct x12_settings set = settings();
    set.line_break = X12_LINE_LF;
    assert_true(x12_emit_interchange(emit, &set));
    assert_true(x12_emit_group(emit, "HC", "005010X222A1"));
    assert_true(put_claim(emit, -1, NULL));
    assert_true(put_claim(emit, -1, NULL));
    assert_true(x12_emit_group_end(emit));
    assert_true(x12_emit_group(emit, "HC", "005010X222A1"));
    assert_true(put_claim(emit, -1, NULL));
    assert_true(x12_emit_group_end(emit));
    assert_true(x12_emit_interchange_end(emit));
    assert_string_equal(said->words, "");
    struct buf expected;
    buf_init(&expected, BYTES_MAX);
    buf_z(&expected, claim_head);
    for (int set_number = 1; set_number <= 3; set_number++) {
        if (set_number == 2)
            buf_z(&expected, "ST*837*0002*005010X222A1~\n");
        if (set_number == 3)
            buf_z(&expected, "GE*2*70~\nGS*HC*SENDER*RECEIVER*20261122*1234*71*X*005010X222A1~\n"
                             "ST*837*0001*005010X222A1~\n");
        for (size_t i = 0; i < CLAIM_LINES; i++)
            buf_format(&expected, "%s~\n", claim[i]);
        buf_format(&expected, "SE*23*000%d~\n", set_number == 2 ? 2 : 1);
    }
    buf_z(&expected, "GE*1*71~\nIEA*2*000000007~\n");
    assert_int_equal(said->bytes.size, expected.size);
    assert_memory_equal(said->bytes.at, expected.at, expected.size);
    buf_free(&expected);
    x12_emit_free(emit);
    said_free(said);
}

// Each is refused with what is told, and nothing of its set leaves; the set before and the one
// behind it do. Segments are counted from the ISA = 1: the third set's ST is 49.
static void test_refuses(void **state)
{
    (void)state;
    static const struct {
        int line; // of `claim`
        const char *with, *told;
    } cases[] = {
        // A separator in a value: given to the writer as text it would be an element more.
        {11, "NM1*IL*1*DO~E*JANE****MI*MEMBER1", "element_characters 38 NM103/2010BA"},
        {19, "SV1*HC:992~13*100*UN*1***1:2", "element_characters 46 SV101-2/2400"},
        {6, "N3*1 MAIN\nST", "element_characters 33 N301/2010AA"},
        {6, "N3*12345678901234567890123456789012345678901234567890123456",
            "element_long 33 N301/2010AA"},
        {16, "CLM*CLAIM1*100***11:B:1*Q*A*Y*Y", "code_not_allowed 43 CLM06/2300"},
        {16, "CLM*CLAIM1*1O0***11:B:1*Y*A*Y*Y", "element_number 43 CLM02/2300"},
        {16, "CLM*CLAIM1*101***11:B:1*Y*A*Y*Y", "claim_charge 43 CLM02/2300"},
        {16, "CLM**100***11:B:1*Y*A*Y*Y", "element_missing 43 CLM01/2300"},
        {17, NULL, "segment_missing 44 HI/2300"},
        {20, NULL, "segment_missing 46 DTP/2400"},
        {14, "DMG*D8*19700231*F", "element_date 41 DMG02/2010BA"},
        {10, "CLP*1", "segment_misplaced 37 CLP/2000B"},
    };
    for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
        struct said *said = said_new();
        struct x12_emit *emit = emit_new(said, false);
        struct x12_settings set = settings();
        assert_true(x12_emit_interchange(emit, &set));
        assert_true(x12_emit_group(emit, "HC", "005010X222A1"));
        assert_true(put_claim(emit, -1, NULL));
        size_t before = said->bytes.size;
        assert_false(put_claim(emit, cases[i].line, cases[i].with));
        assert_int_equal(said->bytes.size, before);
        if (strncmp(said->words, cases[i].told, strlen(cases[i].told)) != 0)
            fail_msg("case %zu: '%s' is told", i, said->words);
        assert_true(put_claim(emit, -1, NULL));
        assert_true(x12_emit_group_end(emit));
        assert_true(x12_emit_interchange_end(emit));
        // What was written is whole and valid: two sets, numbered without a gap.
        struct said *again = said_new();
        struct x12_check *check =
            x12_check_new((struct x12_check_handler){.context = again, .finding = on_finding});
        x12_check_feed(check, buf_slice(&said->bytes));
        struct x12_check_totals totals = x12_check_end(check);
        assert_int_equal(totals.envelope.sets, 2);
        assert_int_equal(totals.rejects + totals.warnings, 0);
        x12_check_free(check);
        said_free(again);
        x12_emit_free(emit);
        said_free(said);
    }
}

// Nothing at all leaves when the envelope is refused, or nothing valid is in it.
static void test_envelope(void **state)
{
    (void)state;
    static const struct {
        const char *sender, *group_sender, *separators;
        int64_t control;
        char usage;
        const char *told;
    } cases[] = {
        {"SENDER", "SENDER", "*:^~", 7, 'T', ""},
        {"SENDER WITH A LONG NAME", "SENDER", "*:^~", 7, 'T', "element_long 1 ISA06"},
        {"SEN*DER", "SENDER", "*:^~", 7, 'T', "element_characters 1 ISA06"},
        {"", "SENDER", "*:^~", 7, 'T', "element_missing 1 ISA06"},
        {"SENDER", "S", "*:^~", 7, 'T', "element_short 2 GS02"},
        {"SENDER", "SENDER", "*::~", 7, 'T', "x12_separators 1 ISA"},
        {"SENDER", "SENDER", "*:.~", 7, 'T', "x12_separators 1 ISA"},
        {"SENDER", "SENDER", "*:^~", 1000000000, 'T', "element_long 1 ISA13"},
        {"SENDER", "SENDER", "*:^~", 0, 'T', "x12_element_invalid 1 ISA13"},
        {"SENDER", "SENDER", "*:^~", 7, 'X', "code_not_allowed 1 ISA15"},
    };
    for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
        struct said *said = said_new();
        struct x12_emit *emit = emit_new(said, false);
        struct x12_settings set = settings();
        const char *s = cases[i].separators;
        set.separators = (struct x12_separators){
            .element = s[0], .component = s[1], .repetition = s[2], .terminator = s[3]};
        set.sender = text_of(cases[i].sender);
        set.group_sender = text_of(cases[i].group_sender);
        set.interchange_control = cases[i].control;
        set.usage = cases[i].usage;
        bool is_right = *cases[i].told == '\0';
        x12_emit_interchange(emit, &set);
        x12_emit_group(emit, "HC", "005010X222A1");
        x12_emit_set(emit, "837", "005010X222A1");
        for (size_t k = 0; k < CLAIM_LINES; k++)
            put(emit, claim[k]);
        assert_int_equal(x12_emit_set_end(emit), is_right);
        assert_int_equal(x12_emit_group_end(emit), is_right);
        assert_int_equal(x12_emit_interchange_end(emit), is_right);
        // With separators that separate nothing, more is told.
        if (strncmp(cases[i].told, "x12_separators", 14) == 0)
            said->words[strlen(cases[i].told)] = '\0';
        assert_string_equal(said->words, cases[i].told);
        assert_int_equal(said->bytes.size > 0, is_right);
        x12_emit_free(emit);
        said_free(said);
    }
}

// Bytes of a stream leave before the end of the set; a set that turns out wrong says so.
static void test_stream(void **state)
{
    (void)state;
    for (int wrong = 0; wrong < 2; wrong++) {
        struct said *said = said_new();
        struct x12_emit *emit = emit_new(said, true);
        struct x12_settings set = settings();
        x12_emit_interchange(emit, &set);
        x12_emit_group(emit, "HC", "005010X222A1");
        x12_emit_set(emit, "837", "005010X222A1");
        for (size_t i = 0; i < 9; i++)
            assert_true(put(emit, claim[i]));
        size_t early = 0;
        for (int n = 0; n < 1000; n++) { // subscribers of one claim each
            char level[40];
            snprintf(level, sizeof(level), "HL*%d*1*22*0", n + 2);
            put(emit, level);
            for (size_t i = 10; i < CLAIM_LINES; i++)
                put(emit,
                    n == 999 && i == 16 && wrong ? "CLM*CLAIM1*99***11:B:1*Y*A*Y*Y" : claim[i]);
            early = said->bytes.size;
        }
        assert_true(early > 100000);
        assert_int_equal(x12_emit_set_end(emit), !wrong);
        assert_int_equal(x12_emit_group_end(emit), !wrong);
        assert_int_equal(x12_emit_interchange_end(emit), !wrong);
        assert_string_equal(said->words, wrong ? "claim_charge 12008 CLM02/2300" : "");
        x12_emit_free(emit);
        said_free(said);
    }
}

// ---- write(read(x)) = x

struct copying {
    struct x12_emit *emit;
    bool by_elements; // segments inside of sets are given element by element
    bool breaks;
    bool told;
};

static void copy_segment(void *context, const struct x12_segment *segment)
{
    struct copying *copying = context;
    copying->told = x12_emit_copy(copying->emit, segment) || copying->told;
}

static void copy_inner(void *context, const struct x12_set *set, const struct x12_segment *segment)
{
    struct copying *copying = context;
    (void)set;
    if (copying->by_elements) {
        char id[4];
        text_copy_z(id, sizeof(id), segment->id);
        x12_emit_segment(copying->emit, id);
        for (size_t i = 1; i <= segment->count; i++) {
            struct text rest = x12_element(segment, i), repetition = rest;
            bool more = segment->separators->repetition != '\0', first = true;
            while (more ? text_split(&rest, segment->separators->repetition, &more, &repetition)
                        : first) {
                struct x12_pieces pieces =
                    x12_pieces_of(repetition, segment->separators->component);
                x12_next(&pieces);
                if (first)
                    x12_emit_element(copying->emit, pieces.piece);
                else
                    x12_emit_repetition(copying->emit, pieces.piece);
                while (x12_next(&pieces))
                    x12_emit_component(copying->emit, pieces.piece);
                first = false;
            }
        }
        x12_emit_segment_end(copying->emit);
        return;
    }
    x12_emit_copy(copying->emit, segment);
}

static void copy_between(void *context, struct text bytes)
{
    struct copying *copying = context;
    if (copying->breaks)
        x12_emit_break(copying->emit, bytes);
}

static bool copy_file(
    struct said *said, struct text file, size_t window, bool by_elements, bool breaks)
{
    struct copying copying = {
        .emit = emit_new(said, false), .by_elements = by_elements, .breaks = breaks};
    struct x12_copy *copy = x12_copy_new(
        (struct x12_envelope_handler){
            .context = &copying, .outer = copy_segment, .segment = copy_inner},
        copy_between);
    for (size_t at = 0; at < file.size; at += window)
        x12_copy_feed(copy, text_part(file, at, window));
    x12_copy_end(copy);
    bool whole = x12_emit_copy_end(copying.emit);
    x12_copy_free(copy);
    x12_emit_free(copying.emit);
    return whole;
}

static void assert_same(struct text file, size_t window)
{
    struct said *said = said_new();
    assert_true(copy_file(said, file, window, false, true));
    assert_string_equal(said->words, "");
    assert_int_equal(said->bytes.size, file.size);
    assert_memory_equal(said->bytes.at, file.at, file.size);
    said_free(said);
}

static void test_copies(void **state)
{
    (void)state;
    static const char *const breaks[] = {"", "\n", "\r\n", " \n", "~", "\r\n\r\n"};
    struct buf file;
    buf_init(&file, BYTES_MAX);
    for (size_t b = 0; b < sizeof(breaks) / sizeof(*breaks); b++) {
        buf_clear(&file);
        for (int n = 0; n < 3; n++) { // interchanges, one behind the other
            buf_format(&file,
                "ISA*00*          *00*          *ZZ*SENDER         *ZZ*RECEIVER       "
                "*261122*1234*^*"
                "00501*00000000%d*0*T*:~%s"
                "GS*HC*SENDER*RECEIVER*20261122*1234*001*X*005010X222A1~%s"
                "ST*837*0001*005010X222A1~%s",
                n + 1, breaks[b], breaks[b], breaks[b]);
            for (size_t i = 0; i < CLAIM_LINES; i++)
                buf_format(&file, "%s~%s", claim[i], breaks[b]);
            buf_format(&file, "SE*0023*0001~%sGE*1*1~%sIEA*1*00000000%d~%s", breaks[b], breaks[b],
                n + 1, breaks[b]);
        }
        for (size_t window = 1; window < 300; window += 1 + window / 5)
            assert_same(buf_slice(&file), window);
        assert_same(buf_slice(&file), file.size);
    }
    // A line feed that ends segments, after a carriage return and without.
    for (int cr = 0; cr < 2; cr++) {
        const char *end = cr ? "\r\n" : "\n";
        buf_clear(&file);
        buf_format(&file,
            "ISA*00*          *00*          *ZZ*SENDER         *ZZ*RECEIVER       *261122*1234*^*"
            "00501*000000001*0*T*:\n"
            "GS*HC*SENDER*RECEIVER*20261122*1234*1*X*005010X222A1%s"
            "ST*837*0001*005010X222A1%s",
            end, end);
        for (size_t i = 0; i < CLAIM_LINES; i++)
            buf_format(&file, "%s%s", claim[i], end);
        buf_format(&file, "SE*23*0001%sGE*1*1%sIEA*1*000000001%s", end, end, end);
        assert_same(buf_slice(&file), file.size);
        assert_same(buf_slice(&file), 10);
    }
    buf_free(&file);
}

// Headers that contradict each other, and control numbers that come twice: what the validator
// rejects of a file is not copied.
static void test_headers(void **state)
{
    (void)state;
    static const struct {
        const char *functional_id, *group, *group_version, *second, *told;
        int sets;
    } cases[] = {
        {"HC", "2", "005010X222A1", "0002", "", 3},
        {"HC", "2", "005010X222A1", "0001", "control_number_repeated 26 ST02", 2},
        {"HC", "1", "005010X222A1", "0002", "control_number_repeated 50 GS06", 2},
        {"HP", "2", "005010X222A1", "0002", "set_group 2 GS01", 0},
        {"HC", "2", "005010X222A2", "0002",
            "set_version 3 ST03, set_version 26 ST03, set_version 50 ST03", 0},
    };
    for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
        struct buf file;
        buf_init(&file, BYTES_MAX);
        buf_format(&file, "%s",
            "ISA*00*          *00*          *ZZ*SENDER         *ZZ*RECEIVER       "
            "*261122*1234*^*00501*"
            "000000001*0*T*:~");
        const char *controls[] = {"0001", cases[i].second, "0001"};
        for (int n = 0; n < 3; n++) {
            if (n == 0 || n == 2)
                buf_format(&file, "GS*%s*SENDER*RECEIVER*20261122*1234*%s*X*%s~",
                    cases[i].functional_id, n == 0 ? "1" : cases[i].group, cases[i].group_version);
            buf_format(&file, "ST*837*%s*005010X222A1~", controls[n]);
            for (size_t k = 0; k < CLAIM_LINES; k++)
                buf_format(&file, "%s~", claim[k]);
            buf_format(&file, "SE*23*%s~", controls[n]);
            if (n > 0)
                buf_format(&file, "GE*%d*%s~", n == 1 ? 2 : 1, n == 1 ? "1" : cases[i].group);
        }
        buf_z(&file, "IEA*2*000000001~");
        struct said *said = said_new();
        copy_file(said, buf_slice(&file), file.size, false, true);
        if (!text_starts(text_of(said->words), text_of(cases[i].told)))
            fail_msg("%s is told", said->words);
        int sets = 0;
        for (size_t at = 0; at + 3 < said->bytes.size; at++)
            sets += memcmp(said->bytes.at + at, "~ST", 3) == 0;
        assert_int_equal(sets, cases[i].sets);
        if (i == 0)
            assert_string_equal(said->words, "");
        said_free(said);
        buf_free(&file);
    }
}

// ---- What leaves of a file that is cut off

static void count_rejects(void *context, const struct x12_finding *finding)
{
    *(int *)context += finding->severity == X12_REJECT && finding->snip <= 3;
}

static void assert_whole(struct text file)
{
    int rejects = 0;
    if (file.size == 0)
        return;
    struct x12_check *check =
        x12_check_new((struct x12_check_handler){.context = &rejects, .finding = count_rejects});
    x12_check_feed(check, file);
    struct x12_check_totals totals = x12_check_end(check);
    x12_check_free(check);
    assert_int_equal(rejects, 0);
    assert_true(totals.envelope.whole);
}

static void add_interchange(struct buf *file, int number)
{
    buf_format(file,
        "ISA*00*          *00*          *ZZ*SENDER         *ZZ*RECEIVER       *261122*1234*^*"
        "00501*00000000%d*0*T*:~GS*HC*SENDER*RECEIVER*20261122*1234*1*X*005010X222A1~",
        number);
    for (int set = 1; set <= 2; set++) {
        buf_format(file, "ST*837*000%d*005010X222A1~", set);
        for (size_t i = 0; i < CLAIM_LINES; i++)
            buf_format(file, "%s~", claim[i]);
        buf_format(file, "SE*23*000%d~", set);
    }
    buf_format(file, "GE*2*1~IEA*1*00000000%d~", number);
}

// Sets that ended have left: whatever comes then, their group and interchange get their trailers.
static void test_cuts(void **state)
{
    (void)state;
    struct buf file, both;
    buf_init(&file, BYTES_MAX);
    buf_init(&both, BYTES_MAX);
    add_interchange(&file, 1);
    struct text whole = buf_slice(&file);
    size_t kept = 0;
    for (size_t cut = 0; cut <= whole.size; cut++) {
        for (int more = 0; more < 2; more++) { // the end of the file, or another interchange
            struct said *said = said_new();
            buf_clear(&both);
            buf_text(&both, text_part(whole, 0, cut));
            if (more)
                add_interchange(&both, 2);
            copy_file(said, buf_slice(&both), both.size + 1, false, true);
            assert_whole(buf_slice(&said->bytes));
            kept += said->bytes.size > 106;
            said_free(said);
        }
    }
    assert_true(kept > whole.size);
    buf_free(&file);
    buf_free(&both);
}

// ---- Every valid file there is

struct counting {
    int files, valid, refused_envelopes;
    int64_t sets;
};

static void on_any(void *context, const struct x12_finding *finding)
{
    if (finding->severity == X12_REJECT && finding->snip <= 3)
        ++*(int *)context;
}

// The bytes without what stands between segments.
struct squeezing {
    struct buf out;
    int unterminated;
};

static void squeeze(void *context, const struct x12_segment *segment)
{
    struct squeezing *squeezing = context;
    buf_text(&squeezing->out, segment->raw);
    squeezing->unterminated += !segment->terminated;
    if (segment->terminated)
        x12_copy_terminator(&squeezing->out, segment);
    else
        buf_char(&squeezing->out, segment->separators->terminator);
}

static void squeeze_inner(
    void *context, const struct x12_set *set, const struct x12_segment *segment)
{
    (void)set;
    squeeze(context, segment);
}

static void round_trip(void *context, const char *path, struct text bytes)
{
    struct counting *counting = context;
    int rejects = 0;
    counting->files++;
    struct x12_check *check =
        x12_check_new((struct x12_check_handler){.context = &rejects, .finding = on_any});
    x12_check_feed(check, bytes);
    struct x12_check_totals totals = x12_check_end(check);
    x12_check_free(check);
    if (rejects > 0 || totals.envelope.interchanges == 0)
        return;
    struct said *said = said_new(), *squeezed = said_new(), *by_elements = said_new();
    copy_file(said, bytes, bytes.size, false, true);
    if (said->at > 0) {
        // The reader of the framing asks less of ISA, GS and ST than the tables do: the writer
        // writes none of those.
        assert_true(strstr(said->words, " ISA") || strstr(said->words, " GS") ||
                    strstr(said->words, " ST") || strstr(said->words, " SE"));
        print_message("refused: %s: %s\n", path, said->words);
        counting->refused_envelopes++;
    } else {
        struct squeezing squeezing = {.unterminated = 0};
        buf_init(&squeezing.out, BYTES_MAX);
        struct x12_envelope *envelope = x12_envelope_new((struct x12_envelope_handler){
            .context = &squeezing, .outer = squeeze, .segment = squeeze_inner});
        x12_envelope_feed(envelope, bytes);
        x12_envelope_end(envelope);
        x12_envelope_free(envelope);
        if (squeezing.unterminated == 0 &&
            (said->bytes.size != bytes.size || memcmp(said->bytes.at, bytes.at, bytes.size) != 0))
            fail_msg("%s is not written as it was read", path);
        // Without line breaks, segment by segment.
        copy_file(squeezed, bytes, 1000, false, false);
        assert_int_equal(squeezed->bytes.size, squeezing.out.size);
        assert_memory_equal(squeezed->bytes.at, squeezing.out.at, squeezing.out.size);
        // Element by element: the same where no separators trail.
        copy_file(by_elements, bytes, bytes.size, true, false);
        if (totals.warnings == 0) {
            assert_int_equal(by_elements->bytes.size, squeezing.out.size);
            assert_memory_equal(by_elements->bytes.at, squeezing.out.at, squeezing.out.size);
        }
        counting->valid++;
        counting->sets += totals.envelope.sets;
        buf_free(&squeezing.out);
    }
    said_free(said);
    said_free(squeezed);
    said_free(by_elements);
}

static void test_corpus(void **state)
{
    (void)state;
    FILES_NEED_SHARED();
    static const char *const folders[] = {"x12-837P", "x12-837I", "x12-837D", "x12-835", "x12-999",
        "x12-277CA", "x12-277", "x12-276", "x12-270", "x12-271", "x12-TA1", "x12-mixed"};
    for (size_t i = 0; i < sizeof(folders) / sizeof(*folders); i++) {
        struct counting counting = {0};
        files_each(folders[i], round_trip, &counting);
        print_message(
            "%s: %d files, %d valid ones (%lld sets) written as they were read, %d refused "
            "for their envelope\n",
            folders[i], counting.files, counting.valid, (long long)counting.sets,
            counting.refused_envelopes);
    }
}

// The made-up files of the project: those of its tests, and what its own writers write.
static struct counting made;

static void try_file(const char *path)
{
    struct text bytes = files_read(path);
    // In the corpus of the fuzz targets a byte stands before the file.
    size_t from = text_starts(text_part(bytes, 1, 3), TEXT("ISA"));
    if (text_starts(text_part(bytes, from, 3), TEXT("ISA")))
        round_trip(&made, path, text_part(bytes, from, bytes.size));
    free((char *)bytes.at);
}

// All that lies in a folder, at most three levels down.
static void try_folder(const char *path, int levels)
{
    DIR *dir = opendir(path);
    assert_non_null(dir);
    for (struct dirent *entry; (entry = readdir(dir)) != NULL;) {
        char name[600];
        if (entry->d_name[0] == '.')
            continue;
        snprintf(name, sizeof(name), "%s/%s", path, entry->d_name);
        if (entry->d_type == DT_REG)
            try_file(name);
        else if (entry->d_type == DT_DIR && levels > 0)
            try_folder(name, levels - 1);
    }
    closedir(dir);
}

static void test_made(void **state)
{
    (void)state;
    static const char *const folders[] = {"tests/fuzz/corpus", "tests/stories", "tests/jobs"};
    made = (struct counting){0};
    for (size_t i = 0; i < sizeof(folders) / sizeof(*folders); i++)
        try_folder(folders[i], 3);
    assert_true(made.valid > 5 && made.refused_envelopes == 0);
    for (size_t k = 0; k < MADE_KINDS; k++) {
        struct buf file;
        int valid = made.valid;
        buf_init(&file, 8 * MADE_SET_BYTES);
        made_kinds[k].head(&file);
        for (int64_t set = 1; set <= 2; set++)
            made_kinds[k].set(&file, set);
        made_kinds[k].tail(&file, 2);
        round_trip(&made, made_kinds[k].name, buf_slice(&file));
        assert_int_equal(made.valid, valid + 1);
        buf_free(&file);
    }
    print_message("%d files, %d valid ones (%lld sets) written as they were read\n", made.files,
        made.valid, (long long)made.sets);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_writes),
        cmocka_unit_test(test_refuses),
        cmocka_unit_test(test_envelope),
        cmocka_unit_test(test_stream),
        cmocka_unit_test(test_copies),
        cmocka_unit_test(test_headers),
        cmocka_unit_test(test_cuts),
        cmocka_unit_test(test_made),
        cmocka_unit_test(test_corpus),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
