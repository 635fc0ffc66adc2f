// The validator: files with one fault each. What has to be found was worked out from the guides,
// not from what the program printed; nothing else may be found besides.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "edi/x12_check.h"

#define SEGMENTS_MAX 128
#define FILE_BYTES   ((size_t)64 * 1024)

// ---- Files: segments between ST and SE, one a line; the envelope is made around them

static const char *const professional = //
    "BHT*0019*00*REF1*20261122*1200*CH\n"
    "NM1*41*2*MADE UP CLINIC*****46*SENDER\n"
    "PER*IC*BILLING*TE*5555550100\n"
    "NM1*40*2*MADE UP PAYER*****46*RECEIVER\n"
    "HL*1**20*1\n"
    "PRV*BI*PXC*207Q00000X\n"
    "NM1*85*2*MADE UP CLINIC*****XX*1234567893\n"
    "N3*1 MAIN ST\n"
    "N4*SPRINGFIELD*IL*627010001\n"
    "REF*EI*123456789\n"
    "HL*2*1*22*0\n"
    "SBR*P*18*GRP1******CI\n"
    "NM1*IL*1*DOE*JANE****MI*MEMBER1\n"
    "N3*2 OAK ST\n"
    "N4*SPRINGFIELD*IL*62701\n"
    "DMG*D8*19700101*F\n"
    "NM1*PR*2*MADE UP PAYER*****PI*PAYER1\n"
    "CLM*CLAIM1*150***11:B:1*Y*A*Y*Y\n"
    "HI*ABK:J069*ABF:R059\n"
    "LX*1\n"
    "SV1*HC:99213*100*UN*1***1:2\n"
    "DTP*472*D8*20261101\n"
    "REF*6R*LINE1\n"
    "LX*2\n"
    "SV1*HC:87880:QW*50*UN*1***1\n"
    "DTP*472*D8*20261101\n"
    "REF*6R*LINE2\n";

// A dependent, and a secondary claim with what the first payer said.
static const char *const secondary = //
    "BHT*0019*00*REF1*20261122*1200*CH\n"
    "NM1*41*2*MADE UP CLINIC*****46*SENDER\n"
    "PER*IC*BILLING*TE*5555550100\n"
    "NM1*40*2*MADE UP PAYER*****46*RECEIVER\n"
    "HL*1**20*1\n"
    "NM1*85*2*MADE UP CLINIC*****XX*1234567893\n"
    "N3*1 MAIN ST\n"
    "N4*SPRINGFIELD*IL*627010001\n"
    "REF*EI*123456789\n"
    "HL*2*1*22*1\n"
    "SBR*S**GRP1******CI\n"
    "NM1*IL*1*DOE*JANE****MI*MEMBER1\n"
    "NM1*PR*2*MADE UP PAYER*****PI*PAYER1\n"
    "HL*3*2*23*0\n"
    "PAT*19\n"
    "NM1*QC*1*DOE*JOHN\n"
    "N3*2 OAK ST\n"
    "N4*SPRINGFIELD*IL*62701\n"
    "DMG*D8*20100101*M\n"
    "CLM*CLAIM2*100***11:B:1*Y*A*Y*Y\n"
    "HI*ABK:J069\n"
    "SBR*P*19*GRP0******CI\n"
    "AMT*D*60\n"
    "OI***Y***Y\n"
    "NM1*IL*1*DOE*JIM****MI*MEMBER9\n"
    "NM1*PR*2*FIRST PAYER*****PI*PAYER9\n"
    "LX*1\n"
    "SV1*HC:99213*100*UN*1***1\n"
    "DTP*472*D8*20261101\n"
    "REF*6R*LINE1\n"
    "SVD*PAYER9*60*HC:99213**1\n"
    "CAS*CO*45*25\n"
    "CAS*PR*2*15\n"
    "DTP*573*D8*20261110\n";

static const char *const remittance = //
    "BPR*I*130*C*ACH*CCP*01*999999992*DA*123456*1512345678**01*999988880*DA*98765*20261120\n"
    "TRN*1*TRACE1*1512345678\n"
    "DTM*405*20261119\n"
    "N1*PR*MADE UP PAYER\n"
    "N3*3 ELM ST\n"
    "N4*PEORIA*IL*61602\n"
    "PER*BL*HELP*TE*5555550199\n"
    "N1*PE*MADE UP CLINIC*XX*1234567893\n"
    "LX*1\n"
    "CLP*CLAIM1*1*200*140*40*12*PCN1*11*1\n"
    "NM1*QC*1*DOE*JANE****MI*MEMBER1\n"
    "DTM*232*20261101\n"
    "SVC*HC:99213*150*100**1\n"
    "DTM*472*20261101\n"
    "CAS*CO*45*20\n"
    "CAS*PR*1*30\n"
    "SVC*HC:87880*50*40**1\n"
    "DTM*472*20261101\n"
    "CAS*PR*2*10\n"
    "PLB*1234567893*20261231*WO:X1*10\n";

static const char *const acknowledgement = //
    "AK1*HC*1*005010X222A1\n"
    "AK2*837*0001*005010X222A1\n"
    "IK3*CLM*20*2300*8\n"
    "CTX*CLM01:CLAIM1\n"
    "IK4*2*782*1\n"
    "IK5*R*5\n"
    "AK2*837*0002*005010X222A1\n"
    "IK5*A\n"
    "AK9*P*2*2*1\n";

static const struct {
    const char *content, *set, *version, *functional_id;
} files[] = {
    {professional, "837", "005010X222A1", "HC"},
    {secondary, "837", "005010X222A1", "HC"},
    {remittance, "835", "005010X221A1", "HP"},
    {acknowledgement, "999", "005010X231A1", "FA"},
};

// The 835 has no ST03.
static bool set_has_version(const char *set)
{
    return strcmp(set, "835") != 0;
}

static size_t write_file(char *room, const char *const *lines, size_t count, const char *set,
    const char *version, const char *functional_id)
{
    size_t at = (size_t)snprintf(room, FILE_BYTES,
        "ISA*00*          *00*          *ZZ*SENDER         *ZZ*RECEIVER       *261122*1200*^*00501*"
        "000000001*0*T*:~GS*%s*SENDER*RECEIVER*20261122*1200*1*X*%s~ST*%s*0001",
        functional_id, version, set);
    at +=
        (size_t)snprintf(room + at, FILE_BYTES - at, set_has_version(set) ? "*%s~" : "~", version);
    for (size_t i = 0; i < count; i++)
        at += (size_t)snprintf(room + at, FILE_BYTES - at, "%s~", lines[i]);
    at += (size_t)snprintf(
        room + at, FILE_BYTES - at, "SE*%zu*0001~GE*1*1~IEA*1*000000001~", count + 2);
    return at;
}

// ---- What was found, as "word segment place": "element_missing 8 NM109"; several with ", "
// between

struct said {
    char words[4096];
    size_t at;
};

static void on_finding(void *context, const struct x12_finding *f)
{
    struct said *said = context;
    // Counted from the ST.
    said->at += (size_t)snprintf(said->words + said->at, sizeof(said->words) - said->at,
        "%s%s %lld %s%s%s", said->at > 0 ? ", " : "", f->word, (long long)f->place.segment - 2,
        f->place.element[0] ? f->place.element : f->place.segment_id, f->place.loop[0] ? "/" : "",
        f->place.loop);
    assert_true(f->message[0] != '\0' && f->remedy[0] != '\0');
    assert_null(strchr(f->message, '{'));
}

static const char *check_bytes(struct text bytes, size_t window)
{
    static struct said said;
    said = (struct said){0};
    struct x12_check *check =
        x12_check_new((struct x12_check_handler){.context = &said, .finding = on_finding});
    for (size_t at = 0; at < bytes.size; at += window)
        x12_check_feed(check, text_part(bytes, at, window));
    x12_check_end(check);
    x12_check_free(check);
    return said.words;
}

// ---- One fault each

struct fault {
    int file; // index in files
    // What is done to the line that begins with `line` (its `nth`): replaced by `with` (several
    // lines with \n between),
    // "" removes it.
    const char *line;
    const char *with;
    const char *found; // "" = nothing
};

static const struct fault faults[] = {
#include "tests/edi/x12_check_cases.def"
};

static size_t split(char *content, const char **lines)
{
    size_t count = 0;
    for (char *line = content; *line != '\0';) {
        char *end = strchr(line, '\n');
        if (end != NULL)
            *end = '\0';
        assert_true(count < SEGMENTS_MAX);
        lines[count++] = line;
        if (end == NULL)
            break;
        line = end + 1;
    }
    return count;
}

static struct text make(const struct fault *fault, char *room)
{
    char content[FILE_BYTES], with[4096];
    const char *lines[SEGMENTS_MAX], *added[SEGMENTS_MAX], *all[2 * SEGMENTS_MAX];
    text_copy_z(content, sizeof(content), text_of(files[fault->file].content));
    size_t count = split(content, lines), total = 0;
    text_copy_z(with, sizeof(with), text_of(fault->with));
    size_t more = split(with, added);
    bool done = false;
    for (size_t i = 0; i < count; i++) {
        if (!done && *fault->line != '\0' &&
            strncmp(lines[i], fault->line, strlen(fault->line)) == 0) {
            done = true;
            for (size_t j = 0; j < more; j++)
                all[total++] = added[j];
        } else {
            all[total++] = lines[i];
        }
    }
    assert_true(done || *fault->line == '\0');
    size_t size = write_file(room, all, total, files[fault->file].set, files[fault->file].version,
        files[fault->file].functional_id);
    return (struct text){room, size};
}

static void test_faults(void **state)
{
    (void)state;
    char room[FILE_BYTES];
    size_t wrong = 0;
    for (size_t i = 0; i < sizeof(faults) / sizeof(faults[0]); i++) {
        struct text file = make(&faults[i], room);
        const char *said = check_bytes(file, file.size);
        if (strcmp(said, faults[i].found) != 0) {
            print_message("file %d: %s -> %s\n  has to be found: %s\n  was found:       %s\n",
                faults[i].file, faults[i].line, faults[i].with, faults[i].found, said);
            wrong++;
        }
    }
    assert_int_equal(wrong, 0);
}

static void test_windows(void **state)
{
    (void)state;
    char room[FILE_BYTES], whole[4096];
    for (size_t i = 0; i < sizeof(faults) / sizeof(faults[0]); i++) {
        struct text file = make(&faults[i], room);
        text_copy_z(whole, sizeof(whole), text_of(check_bytes(file, file.size)));
        assert_string_equal(check_bytes(file, 7), whole);
    }
}

// Every cut, and every byte changed, ends in findings or in none, never in a crash.
static void test_damage(void **state)
{
    (void)state;
    char room[FILE_BYTES];
    for (int f = 0; f < 4; f++) {
        struct fault none = {f, "", "", ""};
        struct text file = make(&none, room);
        assert_string_equal(check_bytes(file, file.size), "");
        for (size_t at = 0; at < file.size; at++) {
            const char *said = check_bytes(text_part(file, 0, at), file.size);
            assert_true(*said != '\0');
            char kept = room[at];
            room[at] = at % 3 == 0 ? '*' : at % 3 == 1 ? '~' : (char)(kept ^ 0x15);
            check_bytes(file, file.size);
            room[at] = kept;
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_faults),
        cmocka_unit_test(test_windows),
        cmocka_unit_test(test_damage),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
