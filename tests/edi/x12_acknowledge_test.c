// What a receiver answers: files with one fault each, and the answer worked out from the guide
// (005010X231A1, X12.5); that every answer is valid itself; and another implementation's answers
// beside ours.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "claims/base/buf.h"
#include "edi/x12_acknowledge.h"
#include "tests/edi/files.h"

#define BYTES_MAX ((size_t)64 << 20)

// ---- Answers

static void on_bytes(void *context, struct text bytes)
{
    buf_text(context, bytes);
}

static void on_any(void *context, const struct x12_finding *finding)
{
    fail_msg("the answer to %s is not valid: %s %s: %s", (const char *)context, finding->word,
        finding->place.element[0] ? finding->place.element : finding->place.segment_id,
        finding->message);
}

// The answer to `file`, which our own validator has to find nothing in.
static struct x12_acknowledge_totals answer(
    struct buf *out, const char *name, struct text file, size_t window)
{
    static const struct x12_acknowledge_settings settings = {.separators = X12_SEPARATORS_USUAL,
        .line_break = X12_LINE_LF,
        .control = 500,
        .at = {.day = 20779, .second = 12 * 3600}}; // 2026-11-22
    buf_clear(out);
    struct x12_acknowledge *acknowledge = x12_acknowledge_new(
        &settings, (struct x12_acknowledge_handler){.context = out, .bytes = on_bytes});
    for (size_t at = 0; at < file.size; at += window)
        x12_acknowledge_feed(acknowledge, text_part(file, at, window));
    struct x12_acknowledge_totals totals = x12_acknowledge_end(acknowledge);
    x12_acknowledge_free(acknowledge);
    if (out->size > 0) {
        struct x12_check *check =
            x12_check_new((struct x12_check_handler){.context = (void *)name, .finding = on_any});
        x12_check_feed(check, buf_slice(out));
        x12_check_end(check);
        x12_check_free(check);
    }
    return totals;
}

// What stands in an answer between the envelopes, a blank between segments.
static const char *inside(const struct buf *out)
{
    static char room[8192];
    size_t at = 0;
    struct text rest = buf_slice(out), line;
    bool more = true;
    while (text_split(&rest, '\n', &more, &line)) {
        struct text id = text_part(line, 0, 2);
        bool is_envelope = text_equal_z(id, "IS") || text_equal_z(id, "GS") ||
                           text_equal_z(id, "ST") || text_equal_z(id, "SE") ||
                           text_equal_z(id, "GE") || text_equal_z(id, "IE");
        if (line.size == 0 || is_envelope)
            continue;
        assert_true(at + line.size + 2 < sizeof(room));
        at += (size_t)snprintf(
            room + at, sizeof(room) - at, "%s%.*s", at > 0 ? " " : "", (int)line.size - 1, line.at);
    }
    room[at] = '\0';
    return room;
}

// ---- One fault each

// Two claims in a set; three sets in two groups.
#define ISA(requested) \
    "ISA*00*          *00*          *ZZ*SENDER         *ZZ*RECEIVER       *261121*1200*^*00501*" \
    "000000905*" requested "*P*:~"
#define GS_HC "GS*HC*SAPP*RAPP*20261121*1200*11*X*005010X222A1~"
#define HEAD \
    "BHT*0019*00*REF1*20261121*1200*CH~" \
    "NM1*41*2*MADE UP CLINIC*****46*SENDER~" \
    "PER*IC*BILLING*TE*5555550100~" \
    "NM1*40*2*MADE UP PAYER*****46*RECEIVER~" \
    "HL*1**20*1~" \
    "NM1*85*2*MADE UP CLINIC*****XX*1234567893~" \
    "N3*1 MAIN ST~" \
    "N4*SPRINGFIELD*IL*627010001~" \
    "REF*EI*123456789~" \
    "HL*2*1*22*0~" \
    "SBR*P*18*GRP1******CI~" \
    "NM1*IL*1*DOE*JANE****MI*MEMBER1~" \
    "N3*2 OAK ST~" \
    "N4*SPRINGFIELD*IL*62701~" \
    "DMG*D8*19700101*F~" \
    "NM1*PR*2*MADE UP PAYER*****PI*PAYER1~"
#define CLAIM(number) \
    "CLM*" number "*100***11:B:1*Y*A*Y*Y~" \
    "HI*ABK:J069~" \
    "LX*1~" \
    "SV1*HC:99213*100*UN*1***1~" \
    "DTP*472*D8*20261101~"
#define OTHER_PAYER(amounts, date) \
    "SBR*S*18*GRP2******CI~" amounts "OI***Y***Y~NM1*IL*1*DOE*JANE****MI*MEMBER2~" \
    "NM1*PR*2*OTHER PAYER*****PI*PAYER2~" date
#define SET(control) \
    "ST*837*" control "*005010X222A1~" HEAD CLAIM("C1") CLAIM("C2") "SE*28*" control "~"
#define FILE_OF(requested) \
    ISA(requested) \
    GS_HC SET("0001") SET("0002") "GE*2*11~GS*HC*SAPP*RAPP*20261121*1200*12*X*005010X222A1~" SET( \
        "0001") "GE*1*12~IEA*2*000000905~"

#define ACCEPTED_2 \
    "AK1*HC*11*005010X222A1 AK2*837*0001*005010X222A1 IK5*A AK2*837*0002*005010X222A1 IK5*A " \
    "AK9*A*2*2*2"
#define ACCEPTED_1 "AK1*HC*12*005010X222A1 AK2*837*0001*005010X222A1 IK5*A AK9*A*1*1*1"
// Of the first group, when the first set is as said.
#define FIRST(set) \
    "AK1*HC*11*005010X222A1 AK2*837*0001*005010X222A1 " set \
    " AK2*837*0002*005010X222A1 IK5*A AK9*P*2*2*1 " ACCEPTED_1

// `from`, its first occurrence, becomes `to`; then what is expected.
static const struct {
    const char *from, *to, *expected;
} cases[] = {
    {"", "", ACCEPTED_2 " " ACCEPTED_1},
    // A TA1 where one is asked for.
    {"*0*P*:", "*1*P*:", "TA1*000000905*261121*1200*A*000 " ACCEPTED_2 " " ACCEPTED_1},

    // Elements. Segments of a set: ST 1, BHT 2, NM1*85 7, N4 9, DMG 16, CLM 18, LX 20, SV1 21.
    {"CLM*C1*100*", "CLM*C1*1O0*", FIRST("IK3*CLM*18*2300*8 CTX*CLM01:C1 IK4*2*782*6*1O0 IK5*R*5")},
    {"CLM*C1*", "CLM**", FIRST("IK3*CLM*18*2300*8 IK4*1*1028*1 IK5*R*5")},
    {"11:B:1*Y", "11:X:1*Y", FIRST("IK3*CLM*18*2300*8 CTX*CLM01:C1 IK4*5:2*1332*7*X IK5*R*5")},
    // A code that the standard has, but not the guide here.
    {"11:B:1*Y", "11:A:1*Y", FIRST("IK3*CLM*18*2300*8 CTX*CLM01:C1 IK4*5:2*1332*I6*A IK5*R*I5")},
    {"REF*EI*", "REF*XY*", FIRST("IK3*REF*10*2010*8 IK4*1*128*7*XY IK5*R*5")},
    {"19700101*F", "19700101*F:X", FIRST("IK3*DMG*16*2010*8 IK4*3*1068*13 IK5*R*5")},
    {"19700101", "19700231", FIRST("IK3*DMG*16*2010*8 IK4*2*1251*8*19700231 IK5*R*5")},
    {"*CI~", "*QQ~", FIRST("IK3*SBR*12*2000*8 IK4*9*1032*7*QQ IK5*R*5")},
    // Two elements of one segment, an IK3 for both.
    {"CLM*C1*100***11:B:1*Y*", "CLM*C1*1O0***11:B:1*Q*",
        FIRST("IK3*CLM*18*2300*8 CTX*CLM01:C1 IK4*2*782*6*1O0 IK4*6*1073*7*Q IK5*R*5")},
    // Found when its level ends.
    {"HL*2*1*22*0", "HL*2*1*22*1", FIRST("IK3*HL*11*2000*8 IK4*4*736*7 IK5*R*5")},
    // What cannot be shown is not copied.
    {"2 OAK ST", "2 OAK\001ST", FIRST("IK3*N3*14*2010*8 IK4*1*166*6 IK5*R*5")},

    // Segments: missing, unknown, out of place, too often. What is missing before the second claim
    // is of the first.
    {"HI*ABK:J069~", "", FIRST("IK3*HI*19*2300*3 CTX*CLM01:C1 IK5*R*4*5")},
    {"DTP*472*D8*20261101~", "", FIRST("IK3*DTP*22*2400*3 CTX*CLM01:C1 IK5*R*4*5")},
    {"LX*1~", "XYZ*1~LX*1~", FIRST("IK3*XYZ*20*2300*1 CTX*CLM01:C1 IK5*R*4*5")},
    {"SBR*P", "SBR*P*18*GRP1******CI~SBR*P", FIRST("IK3*SBR*13*2000*5 IK5*R*4*5")},

    // A segment that another guide of the same set has: not used here; one of another set.
    {"DTP*472", "SV2*0450*HC:99213*100*UN*1~DTP*472",
        FIRST("IK3*SV2*22*2400*I4 CTX*CLM01:C1 IK5*R*4*I5")},
    {"LX*1~", "BPR*I*0*C*NON************20261121~LX*1~",
        FIRST("IK3*BPR*20*2300*2 CTX*CLM01:C1 IK5*R*4*5")},
    // What is missing before the first claim is not of that.
    {"NM1*PR*2*MADE UP PAYER*****PI*PAYER1~", "", FIRST("IK3*NM1*17*2010*3 IK5*R*4*5")},

    // What shows only later is told where it stands.
    {"LX*1~", "NM1*DN*1*REED*RUTH~PRV*PE*PXC*207Q00000X~NM1*82*1*WOLF*WILL****XX*1999999992~LX*1~",
        FIRST("IK3*PRV*21*2310*2 CTX*CLM01:C1 IK5*R*4*5")},
    {"LX*1~", "NM1*DN*1*REED*RUTH~PRV*PE*PXC*207Q00000X~LX*1~",
        FIRST("IK3*NM1*21*2310*3 CTX*CLM01:C1 IK5*R*4*5")},

    // Situations: what is missing (I6) or stands there without its condition (I9), of elements I9,
    // with what it follows from. What is missing stands where the guide has it: before the HI.
    {"11:B:1*Y", "11:B:7*Y",
        FIRST("IK3*REF*19*2300*I6 CTX*SITUATIONAL TRIGGER*CLM*18*2300*5:3*C023:1325 CTX*CLM01:C1 "
              "IK5*R*I5")},
    {"11:B:1*Y*A*Y*Y", "11:B:7*Y*A*Y*Y**AA:::IL",
        FIRST("IK3*DTP*19*2300*I6 CTX*SITUATIONAL TRIGGER*CLM*18*2300*11:1*C024:1362 CTX*CLM01:C1 "
              "IK3*REF*19*2300*I6 CTX*SITUATIONAL TRIGGER*CLM*18*2300*5:3*C023:1325 CTX*CLM01:C1 "
              "IK5*R*I5")},
    // Of the subscriber, not of the claim that was open when his level ended.
    {"N3*2 OAK ST~N4*SPRINGFIELD*IL*62701~", "",
        FIRST("IK3*N3*14*2010*I6 CTX*SITUATIONAL TRIGGER*SBR*12*2000*2*1069 IK5*R*4*I5")},
    {"SBR*P*18*GRP1******CI", "SBR*S*18*GRP1******MB",
        FIRST("IK3*SBR*12*2000*8 IK4*5*1336*I9 CTX*SITUATIONAL TRIGGER*SBR*12*2000*1*1138 "
              "CTX*SITUATIONAL TRIGGER*SBR*12*2000*9*1032 IK5*R*I5")},
    {"LX*1~", OTHER_PAYER("AMT*D*100~", "") "LX*1~",
        FIRST("IK3*DTP*25*2330*I6 CTX*SITUATIONAL TRIGGER*AMT*21*2320 CTX*CLM01:C1 IK5*R*4*I5")},
    {"LX*1~", OTHER_PAYER("AMT*D*0~AMT*A8*100~", "DTP*573*D8*20261115~") "LX*1~",
        FIRST("IK3*AMT*21*2320*I9 CTX*SITUATIONAL TRIGGER*AMT*22*2320 CTX*CLM01:C1 IK5*R*4*I5")},

    // The set's framing.
    {"SE*28*0001", "SE*27*0001", FIRST("IK5*R*4")},
    {"SE*28*0001", "SE*28*0009", FIRST("IK5*R*3")},
    {"SE*28*0001~", "", FIRST("IK5*R*2")},
    {"ST*837*0001*005010X222A1", "ST*837*0001*005010X999",
        "AK1*HC*11*005010X222A1 AK2*837*0001*005010X999 IK5*R*I6 AK2*837*0002*005010X222A1 IK5*A "
        "AK9*P*2*2*1 " ACCEPTED_1},
    {"ST*837*0001*005010X222A1", "ST*834*0001*005010X220A1",
        "AK1*HC*11*005010X222A1 AK2*834*0001*005010X220A1 IK5*R*1 AK2*837*0002*005010X222A1 IK5*A "
        "AK9*P*2*2*1 " ACCEPTED_1},
    {"ST*837*0001*005010X222A1", "ST*270*0001*005010X222A1",
        "AK1*HC*11*005010X222A1 AK2*270*0001*005010X222A1 IK5*R*18 AK2*837*0002*005010X222A1 IK5*A "
        "AK9*P*2*2*1 " ACCEPTED_1},
    {"GS*HC*SAPP*RAPP*20261121*1200*11*", "GS*HP*SAPP*RAPP*20261121*1200*11*",
        "AK1*HP*11*005010X222A1 AK2*837*0001*005010X222A1 IK5*R*18 AK2*837*0002*005010X222A1 "
        "IK5*R*18 AK9*R*2*2*0 " ACCEPTED_1},

    // Headers: the tables, and what they say of each other.
    {"ST*837*0002*", "ST*837*0001*",
        "AK1*HC*11*005010X222A1 AK2*837*0001*005010X222A1 IK5*A AK2*837*0001*005010X222A1 "
        "IK5*R*23*3 AK9*P*2*2*1 " ACCEPTED_1},
    {"ST*837*0001*005010X222A1", "ST*837*0001*005010X222A2",
        "AK1*HC*11*005010X222A1 AK2*837*0001*005010X222A2 IK5*R*18 AK2*837*0002*005010X222A1 "
        "IK5*A AK9*P*2*2*1 " ACCEPTED_1},
    {"ST*837*0001*005010X222A1", "ST*837*0001",
        "AK1*HC*11*005010X222A1 AK2*837*0001 IK5*R*I6 AK2*837*0002*005010X222A1 IK5*A "
        "AK9*P*2*2*1 " ACCEPTED_1},
    {"*20261121*1200*12*X", "*20261121*1200*11*X",
        ACCEPTED_2 " AK1*HC*11*005010X222A1 AK9*R*1*1*0*19*4"},
    {"RAPP*20261121*1200*11", "RAPP*20261321*1200*11", "TA1*000000905*261121*1200*R*024"},
    // The group's.
    {"GE*2*11", "GE*3*11", "AK1*HC*11*005010X222A1 AK9*R*3*2*0*5 " ACCEPTED_1},
    {"GE*2*11", "GE*2*19", "AK1*HC*11*005010X222A1 AK9*R*2*2*0*4 " ACCEPTED_1},
    {"GE*2*11~", "", "AK1*HC*11*005010X222A1 AK9*R*2*2*0*3 " ACCEPTED_1},
    {"GS*HC*SAPP*RAPP*20261121*1200*11*", "GS*QQ*SAPP*RAPP*20261121*1200*11*",
        "TA1*000000905*261121*1200*R*024"},
    {"GS*HC*SAPP*RAPP*20261121*1200*11*", "GS*HC*SAPP*RAPP*20261121*1200*X*",
        "TA1*000000905*261121*1200*R*024"},

    // The interchange's: a 999 follows only where it is not rejected.
    {"IEA*2", "IEA*3", "TA1*000000905*261121*1200*R*021"},
    {"IEA*2*000000905", "IEA*2*000000906", "TA1*000000905*261121*1200*R*001"},
    {"IEA*2*000000905~", "", "TA1*000000905*261121*1200*R*023"},
    {"*00501*", "*00401*", "TA1*000000905*261121*1200*R*003"},
    {"*00501*", "*QQQQQ*", "TA1*000000905*261121*1200*R*017"},
    {"000000905*0", "00000090X*0", "TA1*000000000*261121*1200*R*018"},
    {"*P*:~", "*P**~", "TA1*000000905*261121*1200*R*027"},
    {"GE*2*11~", "GE*2*11~REF*X*Y~", "TA1*000000905*261121*1200*R*022"},
    {"*ZZ*SENDER ", "*QQ*SENDER ", "TA1*000000905*261121*1200*R*005"},
    {"*ZZ*RECEIVER", "*QQ*RECEIVER", "TA1*000000905*261121*1200*R*007"},
    {"*261121*1200*^", "*261321*1200*^", "TA1*000000905*261122*1200*R*014"},
    {"*0*P*:", "*0*X*:", "TA1*000000905*261121*1200*R*020"},

    // A balance has no code of the 999.
    {"CLM*C1*100*", "CLM*C1*101*", ACCEPTED_2 " " ACCEPTED_1},
};

static void test_faults(void **state)
{
    (void)state;
    static const char file[] = FILE_OF("0");
    char room[sizeof(file) + 200];
    struct buf out;
    buf_init(&out, BYTES_MAX);
    int wrong = 0;
    for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
        struct text changed = files_replace(room, sizeof(room), file, cases[i].from, cases[i].to);
        answer(&out, cases[i].to, changed, changed.size);
        if (strcmp(inside(&out), cases[i].expected) != 0) {
            print_message("%s -> %s\n  expected: %s\n  answered: %s\n", cases[i].from, cases[i].to,
                cases[i].expected, inside(&out));
            wrong++;
        }
        char whole[8192];
        text_copy_z(whole, sizeof(whole), text_of(inside(&out)));
        answer(&out, cases[i].to, changed, 7);
        assert_string_equal(inside(&out), whole);
    }
    assert_int_equal(wrong, 0);
    buf_free(&out);
}

// The envelope goes back to the sender; each interchange has an answer of its own.
static void test_envelope(void **state)
{
    (void)state;
    static const char file[] = FILE_OF("0") FILE_OF("1");
    struct buf out;
    buf_init(&out, BYTES_MAX);
    struct x12_acknowledge_totals totals = answer(&out, "two", TEXT(file), 1000);
    static const char first[] =
        "ISA*00*          *00*          *ZZ*RECEIVER       *ZZ*SENDER         *261122*1200*^*00501*"
        "000000500*0*P*:~\nGS*FA*RAPP*SAPP*20261122*1200*500*X*005010X231A1~\n"
        "ST*999*0001*005010X231A1~\n";
    static const char last[] = "SE*6*0002~\nGE*2*501~\nIEA*1*000000501~\n";
    assert_true(text_starts(buf_slice(&out), TEXT(first)));
    assert_true(text_ends(buf_slice(&out), TEXT(last)));
    assert_int_equal(totals.answers, 2);
    assert_int_equal(totals.control, 502);
    assert_int_equal(totals.sets, 6);
    assert_int_equal(totals.sets_rejected, 0);

    // Acknowledgements are not acknowledged: the answers to the answer.
    struct buf again;
    buf_init(&again, BYTES_MAX);
    totals = answer(&again, "answers", buf_slice(&out), 1000);
    assert_int_equal(again.size, 0);
    assert_int_equal(totals.interchanges, 2);
    buf_free(&again);

    totals = answer(&out, "nothing", TEXT("nothing\n"), 1000);
    assert_int_equal(out.size, 0);
    assert_int_equal(totals.unsaid, 1);
    buf_free(&out);
}

// In an inquiry the business unit is a trace, or else the person it asks about.
static void test_inquiry(void **state)
{
    (void)state;
    static const char inquiry[] =
        ISA("0") "GS*HS*SAPP*RAPP*20261121*1200*11*X*005010X279A1~ST*270*0001*005010X279A1~"
                 "BHT*0022*13*REF1*20261121*1200~HL*1**20*1~NM1*PR*2*MADE UP PAYER*****PI*P1~"
                 "HL*2*1*21*1~NM1*1P*2*MADE UP CLINIC*****XX*1234567893~HL*3*2*22*0~"
                 "NM1*IL*1*DOE*JANE****MI*MEMBER1~DMG*D8*19700231~EQ*30~SE*11*0001~GE*1*11~"
                 "IEA*1*000000905~";
    char room[sizeof(inquiry) + 100];
    struct buf out;
    buf_init(&out, BYTES_MAX);
    answer(&out, "270", TEXT(inquiry), sizeof(inquiry));
    assert_string_equal(inside(&out),
        "AK1*HS*11*005010X279A1 AK2*270*0001*005010X279A1 IK3*DMG*9*2100*8 "
        "CTX*SUBSCRIBER NAME NM109:MEMBER1 IK4*2*1251*8*19700231 IK5*R*5 AK9*R*1*1*0");
    // The second of three services is wrong.
    struct text repeated = files_replace(
        room, sizeof(room), inquiry, "DMG*D8*19700231~EQ*30~", "DMG*D8*19700201~EQ*30^ZZZ^98~");
    answer(&out, "270", repeated, repeated.size);
    assert_string_equal(inside(&out),
        "AK1*HS*11*005010X279A1 AK2*270*0001*005010X279A1 IK3*EQ*10*2110*8 "
        "CTX*SUBSCRIBER NAME NM109:MEMBER1 IK4*1::2*1365*7*ZZZ IK5*R*5 AK9*R*1*1*0");
    struct text traced = files_replace(
        room, sizeof(room), inquiry, "HL*3*2*22*0~", "HL*3*2*22*0~TRN*1*TRACE1*9123456789~");
    answer(&out, "270", traced, traced.size);
    assert_string_equal(inside(&out),
        "AK1*HS*11*005010X279A1 AK2*270*0001*005010X279A1 IK3*DMG*10*2100*8 CTX*TRN02:TRACE1 "
        "IK4*2*1251*8*19700231 IK5*R*4*5 AK9*R*1*1*0");
    buf_free(&out);
}

// ---- Files of others

struct trying {
    struct buf out;
    int files, answered;
};

static void try_file(void *context, const char *path, struct text bytes)
{
    struct trying *trying = context;
    answer(&trying->out, path, bytes, bytes.size);
    trying->files++;
    trying->answered += trying->out.size > 0;
}

// Whatever the file, the answer is valid.
static void test_corpus(void **state)
{
    (void)state;
    FILES_NEED_SHARED();
    static const char *const folders[] = {"x12-837P", "x12-837I", "x12-837D", "x12-835", "x12-999",
        "x12-277CA", "x12-277", "x12-276", "x12-270", "x12-271", "x12-TA1", "x12-mixed", "x12-997",
        "x12-837-PACDR", "x12-fragment-or-unparseable", "x12-negative-4010", "x12-other-set"};
    struct trying trying = {0};
    buf_init(&trying.out, BYTES_MAX);
    for (size_t i = 0; i < sizeof(folders) / sizeof(*folders); i++)
        files_each(folders[i], try_file, &trying);
    print_message("%d files, %d answered\n", trying.files, trying.answered);
    assert_true(trying.answered > 100);
    buf_free(&trying.out);
}

// Every byte of a file changed: the answer is valid or none.
static void test_damage(void **state)
{
    (void)state;
    static const char file[] = FILE_OF("1");
    char room[sizeof(file)];
    struct buf out;
    buf_init(&out, BYTES_MAX);
    for (size_t at = 0; at + 1 < sizeof(file); at++) {
        for (int way = 0; way < 3; way++) {
            memcpy(room, file, sizeof(file));
            room[at] = way == 0 ? '*' : way == 1 ? '~' : (char)(file[at] ^ 0x15);
            answer(&out, "damaged", (struct text){room, sizeof(file) - 1}, sizeof(file));
        }
        answer(&out, "cut", (struct text){file, at}, sizeof(file));
    }
    buf_free(&out);
}

// Another implementation's answers to its sources, by codes and places, and ours; where they
// differ, why ours does.
#define OLD "00401: we speak 00501 only, refuse the interchange and answer nothing of what is in it"
static const struct {
    const char *name, *ours, *why;
} pairs[] = {
    {"834_eol_in_element", "AK2*834*0001 IK5*R*1",
        "834 is no set that we check: it is not supported, so its N3 is not judged"},
    {"834_lui_id_5010", "AK2*834*0001 IK5*R*1", "834 is no set that we check: theirs accepts it"},
    {"834_lui_id", "TA1*R*003", OLD},
    {"837miss", "TA1*R*003", OLD "; theirs tells the missing end (023) before the version"},
    {"bad_2010AA_bug", "TA1*R*003", OLD},
    {"fail_no_IEA", "TA1*R*003", OLD "; theirs tells the missing end (023) before the version"},
    {"loop_counting", "TA1*R*003", OLD},
    {"mult_isa", "TA1*R*003 TA1*R*003", OLD},
    {"multiple_trn", "TA1*R*003", OLD},
    {"per_segment_repeat", "TA1*R*003", OLD},
    {"repeat_init_segment", "TA1*R*003", OLD},
    {"simple1", "TA1*R*003", OLD},
    {"trailing_terms", "TA1*R*003", OLD},
};

// Of an answer: sets and verdicts, errors with their places, what was wrong with the interchange.
static const char *meaning(struct text out)
{
    static char room[8192];
    size_t at = 0;
    struct text rest = out, segment;
    bool more = true;
    room[0] = '\0';
    while (text_split(&rest, '~', &more, &segment)) {
        struct text fields[12] = {{0}};
        size_t count = 0;
        bool again = true;
        while (segment.size > 0 && (*segment.at == '\n' || *segment.at == '\r'))
            segment = text_part(segment, 1, segment.size);
        while (count < 12 && text_split(&segment, '*', &again, &fields[count]))
            count++;
        struct text id = fields[0];
        const char *blank = at > 0 ? " " : "";
        size_t left = sizeof(room) - at;
        if (text_equal_z(id, "TA1"))
            at += (size_t)snprintf(room + at, left, "%sTA1*%.*s*%.*s", blank, TEXT_ARG(fields[4]),
                TEXT_ARG(fields[5]));
        else if (text_equal_z(id, "AK2"))
            at += (size_t)snprintf(room + at, left, "%sAK2*%.*s*%.*s", blank, TEXT_ARG(fields[1]),
                TEXT_ARG(fields[2]));
        else if (text_equal_z(id, "IK3") || text_equal_z(id, "AK3"))
            at += (size_t)snprintf(room + at, left, "%sIK3*%.*s*%.*s*%.*s", blank,
                TEXT_ARG(fields[1]), TEXT_ARG(fields[2]), TEXT_ARG(fields[4]));
        else if (text_equal_z(id, "IK4") || text_equal_z(id, "AK4"))
            at += (size_t)snprintf(room + at, left, "%sIK4*%.*s*%.*s", blank, TEXT_ARG(fields[1]),
                TEXT_ARG(fields[3]));
        else if (text_equal_z(id, "IK5") || text_equal_z(id, "AK5"))
            at += (size_t)snprintf(room + at, left, "%sIK5*%.*s%s%.*s", blank, TEXT_ARG(fields[1]),
                fields[2].size > 0 ? "*" : "", TEXT_ARG(fields[2]));
    }
    return room;
}

static void test_pairs(void **state)
{
    (void)state;
    FILES_NEED_SHARED();
    struct buf out;
    buf_init(&out, BYTES_MAX);
    int same = 0;
    for (size_t i = 0; i < sizeof(pairs) / sizeof(*pairs); i++) {
        char path[300], ours[8192];
        snprintf(path, sizeof(path),
            CORPUS "/x12-source-and-expected-ack/azoner__pyx12__%s__source.txt", pairs[i].name);
        struct text source = files_read(path);
        answer(&out, path, source, source.size);
        text_copy_z(ours, sizeof(ours), text_of(meaning(buf_slice(&out))));
        free((char *)source.at);
        snprintf(path, sizeof(path),
            CORPUS "/x12-source-and-expected-ack/azoner__pyx12__%s__expected-ack.txt",
            pairs[i].name);
        struct text theirs = files_read(path);
        const char *said = meaning(theirs);
        if (strcmp(ours, said) == 0)
            same++;
        else
            print_message(
                "%s: ours %s; theirs %.150s\n    %s\n", pairs[i].name, ours, said, pairs[i].why);
        assert_string_equal(ours, pairs[i].ours);
        free((char *)theirs.at);
    }
    print_message("%d of %zu are the same\n", same, sizeof(pairs) / sizeof(*pairs));
    buf_free(&out);
}

// The same sources said to be 5010: each error of theirs is one of ours, at the same place. (We
// find more: what 5010 asks for and 4010 did not have.)
static const struct {
    const char *name, *error, *why; // NULL: it is one of ours
} moved[] = {
    {"bad_2010AA_bug", "IK3*NM1*8*3", NULL},
    {"per_segment_repeat", "IK3*PER*7*5", NULL},
    {"loop_counting", "IK3*LX*385*4", NULL},
    {"loop_counting", "IK3*LX*392*4", "a loop too many is told where the limit is passed"},
    {"loop_counting", "IK3*LX*399*4", "a loop too many is told where the limit is passed"},
    {"loop_counting", "IK3*LX*406*4", "a loop too many is told where the limit is passed"},
    {"simple1", "IK3*BHT*1*3", NULL},
    {"simple1", "IK3*HL*1*3", NULL},
    {"trailing_terms", "IK4*18*1", "5010 does not use CLM18"},
};

static void replace_all(char *file, const char *from, const char *to)
{
    assert_int_equal(strlen(from), strlen(to));
    for (char *at = file; (at = strstr(at, from)) != NULL; at += strlen(to))
        memcpy(at, to, strlen(to));
}

static void test_moved(void **state)
{
    (void)state;
    FILES_NEED_SHARED();
    struct buf out;
    buf_init(&out, BYTES_MAX);
    int wrong = 0;
    for (size_t i = 0; i < sizeof(moved) / sizeof(*moved); i++) {
        char path[300];
        snprintf(path, sizeof(path),
            CORPUS "/x12-source-and-expected-ack/azoner__pyx12__%s__source.txt", moved[i].name);
        struct text source = files_read(path);
        char *file = (char *)source.at;
        replace_all(file, "*00401*", "*00501*");
        replace_all(file, "004010X098A1", "005010X222A1");
        replace_all(file, "004010X096A1", "005010X223A2");
        answer(&out, path, source, source.size);
        free(file);
        bool found = strstr(meaning(buf_slice(&out)), moved[i].error) != NULL;
        if (found != (moved[i].why == NULL)) {
            print_message("%s: %s is not among %s\n", moved[i].name, moved[i].error,
                meaning(buf_slice(&out)));
            wrong++;
        }
    }
    assert_int_equal(wrong, 0);
    buf_free(&out);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_faults),
        cmocka_unit_test(test_envelope),
        cmocka_unit_test(test_inquiry),
        cmocka_unit_test(test_damage),
        cmocka_unit_test(test_corpus),
        cmocka_unit_test(test_pairs),
        cmocka_unit_test(test_moved),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
