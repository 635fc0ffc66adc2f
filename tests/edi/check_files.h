// Files for the tests of the validator, valid each; and the same with something changed.
#ifndef TESTS_EDI_CHECK_FILES_H
#define TESTS_EDI_CHECK_FILES_H

#include <stdio.h>

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
    "SV1*HC:87880:59*50*UN*1***1\n"
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

// An inpatient's stay.
static const char *const institutional = //
    "BHT*0019*00*REF1*20261122*1200*CH\n"
    "NM1*41*2*MADE UP CLINIC*****46*SENDER\n"
    "PER*IC*BILLING*TE*5555550100\n"
    "NM1*40*2*MADE UP PAYER*****46*RECEIVER\n"
    "HL*1**20*1\n"
    "PRV*BI*PXC*282N00000X\n"
    "NM1*85*2*MADE UP HOSPITAL*****XX*1234567893\n"
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
    "CLM*CLAIM1*1500***11:A:1**A*Y*Y\n"
    "DTP*096*TM*1100\n"
    "DTP*434*RD8*20261101-20261105\n"
    "DTP*435*DT*202611010900\n"
    "CL1*1*1*01\n"
    "HI*ABK:J189\n"
    "HI*ABJ:J189\n"
    "HI*ABF:E119\n"
    "HI*BBR:0BH17EZ:D8:20261102\n"
    "NM1*71*1*REED*RUTH****XX*1888888884\n"
    "NM1*72*1*WOLF*WILL****XX*1999999992\n"
    "LX*1\n"
    "SV2*0120**1000*DA*4\n"
    "LX*2\n"
    "SV2*0260**500*UN*1\n";

static const char *const dental = //
    "BHT*0019*00*REF1*20261122*1200*CH\n"
    "NM1*41*2*MADE UP CLINIC*****46*SENDER\n"
    "PER*IC*BILLING*TE*5555550100\n"
    "NM1*40*2*MADE UP PAYER*****46*RECEIVER\n"
    "HL*1**20*1\n"
    "NM1*85*2*MADE UP DENTISTS*****XX*1234567893\n"
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
    "DTP*472*D8*20261101\n"
    "NM1*82*1*REED*RUTH****XX*1888888884\n"
    "PRV*PE*PXC*1223G0001X\n"
    "LX*1\n"
    "SV3*AD:D2140*150****1\n"
    "TOO*JP*3*O\n";

// A claim accepted and one rejected.
static const char *const claim_acknowledgement = //
    "BHT*0085*08*REF1*20261122*1200*TH\n"
    "HL*1**20*1\n"
    "NM1*PR*2*MADE UP PAYER*****PI*PAYER1\n"
    "TRN*1*TRACE1\n"
    "DTP*050*D8*20261122\n"
    "DTP*009*D8*20261122\n"
    "HL*2*1*21*1\n"
    "NM1*41*2*MADE UP CLINIC*****46*SENDER\n"
    "TRN*2*BATCH1\n"
    "STC*A1:19:PR*20261122*WQ*250\n"
    "QTY*90*1\n"
    "QTY*AA*1\n"
    "AMT*YU*150\n"
    "AMT*YY*100\n"
    "HL*3*2*19*1\n"
    "NM1*85*2*MADE UP CLINIC*****XX*1234567893\n"
    "HL*4*3*PT\n"
    "NM1*QC*1*DOE*JANE****MI*MEMBER1\n"
    "TRN*2*CLAIM1\n"
    "STC*A2:20:PR*20261122*WQ*150\n"
    "REF*1K*PCN1\n"
    "DTP*472*D8*20261101\n"
    "HL*5*3*PT\n"
    "NM1*QC*1*DOE*JOHN****MI*MEMBER2\n"
    "TRN*2*CLAIM2\n"
    "STC*A7:562:85*20261122*U*100\n"
    "DTP*472*D8*20261101\n";

static const char *const inquiry = //
    "BHT*0022*13*REF1*20261122*1200\n"
    "HL*1**20*1\n"
    "NM1*PR*2*MADE UP PAYER*****PI*PAYER1\n"
    "HL*2*1*21*1\n"
    "NM1*1P*2*MADE UP CLINIC*****XX*1234567893\n"
    "HL*3*2*22*0\n"
    "NM1*IL*1*DOE*JANE****MI*MEMBER1\n"
    "DTP*291*D8*20261101\n"
    "EQ*30\n";

static const char *const answer = //
    "BHT*0022*11*REF1*20261122*1200\n"
    "HL*1**20*1\n"
    "NM1*PR*2*MADE UP PAYER*****PI*PAYER1\n"
    "HL*2*1*21*1\n"
    "NM1*1P*2*MADE UP CLINIC*****XX*1234567893\n"
    "HL*3*2*22*0\n"
    "NM1*IL*1*DOE*JANE****MI*MEMBER1\n"
    "EB*1**30\n"
    "EB*B**98****20\n"
    "EB*A**98*****.2\n";

static const char *const status_inquiry = //
    "BHT*0010*13*REF1*20261122*1200\n"
    "HL*1**20*1\n"
    "NM1*PR*2*MADE UP PAYER*****PI*PAYER1\n"
    "HL*2*1*21*1\n"
    "NM1*41*2*MADE UP CLINIC*****46*SENDER\n"
    "HL*3*2*19*1\n"
    "NM1*1P*2*MADE UP CLINIC*****XX*1234567893\n"
    "HL*4*3*22*0\n"
    "DMG*D8*19700101*F\n"
    "NM1*IL*1*DOE*JANE****MI*MEMBER1\n"
    "TRN*1*TRACE1\n"
    "REF*EJ*ACCOUNT1\n"
    "AMT*T3*100\n"
    "DTP*472*D8*20261101\n"
    "SVC*HC:99213*100*****1\n"
    "DTP*472*D8*20261101\n";

static const char *const status_answer = //
    "BHT*0010*08*REF1*20261122*1200*DG\n"
    "HL*1**20*1\n"
    "NM1*PR*2*MADE UP PAYER*****PI*PAYER1\n"
    "HL*2*1*21*1\n"
    "NM1*41*2*MADE UP CLINIC*****46*SENDER\n"
    "HL*3*2*19*1\n"
    "NM1*1P*2*MADE UP CLINIC*****XX*1234567893\n"
    "HL*4*3*22*0\n"
    "NM1*IL*1*DOE*JANE****MI*MEMBER1\n"
    "TRN*2*TRACE1\n"
    "STC*F1:65*20261115**100*80*20261118**20261119*CHECK1\n"
    "REF*1K*PCN1\n"
    "DTP*472*D8*20261101\n"
    "SVC*HC:99213*100*80****1\n"
    "STC*F1:65*20261115\n"
    "DTP*472*D8*20261101\n";

// An interchange of acknowledgements alone: no group, no set.
static const char *const interchange_acknowledgement = //
    "TA1*000000009*261122*1200*A*000\n"
    "TA1*000000010*261122*1200*R*001\n"
    "TA1*000000011*261122*1200*E*016\n";

static const struct {
    const char *content, *set, *version, *functional_id;
} files[] = {
    {professional, "837", "005010X222A1", "HC"},
    {secondary, "837", "005010X222A1", "HC"},
    {remittance, "835", "005010X221A1", "HP"},
    {acknowledgement, "999", "005010X231A1", "FA"},
    {institutional, "837", "005010X223A2", "HC"},
    {dental, "837", "005010X224A2", "HC"},
    {claim_acknowledgement, "277", "005010X214", "HN"},
    {inquiry, "270", "005010X279A1", "HS"},
    {answer, "271", "005010X279A1", "HB"},
    {status_inquiry, "276", "005010X212", "HR"},
    {status_answer, "277", "005010X212", "HN"},
    {interchange_acknowledgement, "TA1", "", ""},
};

// The 835 has no ST03.
static inline bool set_has_version(const char *set)
{
    return strcmp(set, "835") != 0;
}

static inline size_t write_file(char *room, const char *const *lines, size_t count, const char *set,
    const char *version, const char *functional_id)
{
    bool has_group = strcmp(set, "TA1") != 0;
    size_t at = (size_t)snprintf(room, FILE_BYTES,
        "ISA*00*          *00*          *ZZ*SENDER         *ZZ*RECEIVER       *261122*1200*^*00501*"
        "000000001*0*T*:~");
    if (has_group) {
        at += (size_t)snprintf(room + at, FILE_BYTES - at,
            "GS*%s*SENDER*RECEIVER*20261122*1200*1*X*%s~ST*%s*0001", functional_id, version, set);
        at += (size_t)snprintf(
            room + at, FILE_BYTES - at, set_has_version(set) ? "*%s~" : "~", version);
    }
    for (size_t i = 0; i < count; i++)
        at += (size_t)snprintf(room + at, FILE_BYTES - at, "%s~", lines[i]);
    if (has_group)
        at += (size_t)snprintf(room + at, FILE_BYTES - at, "SE*%zu*0001~GE*1*1~", count + 2);
    at += (size_t)snprintf(room + at, FILE_BYTES - at, "IEA*%d*000000001~", has_group);
    return at;
}

// ---- What was found, as "word segment place": "element_missing 8 NM109"; several with ", "
// between

struct said {
    char words[4096];
    size_t at;
};

static inline void on_finding(void *context, const struct x12_finding *f)
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

static inline const char *check_file(struct text bytes, size_t window, bool in_full)
{
    static struct said said[2];
    said[in_full] = (struct said){0};
    struct x12_check *check =
        x12_check_new((struct x12_check_handler){.context = &said[in_full], .finding = on_finding});
    if (in_full)
        x12_check_in_full(check);
    for (size_t at = 0; at < bytes.size; at += window)
        x12_check_feed(check, text_part(bytes, at, window));
    x12_check_end(check);
    x12_check_free(check);
    return said[in_full].words;
}

static inline const char *check_bytes(struct text bytes, size_t window)
{
    return check_file(bytes, window, false);
}

// ---- A file with something changed

// `edits`: what is done, one after the other, each to the first line that begins so and that none
// before has changed: "BEGINNING|WHAT STANDS THERE INSTEAD", ~ between two edits, \n between lines;
// nothing behind the | removes the line.
static inline size_t split(char *content, char separator, const char **lines)
{
    size_t count = 0;
    for (char *line = content; *line != '\0';) {
        char *end = strchr(line, separator);
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

static inline struct text make(int file, const char *edits, char *room)
{
    char content[FILE_BYTES], changes[8192];
    const char *lines[SEGMENTS_MAX], *list[SEGMENTS_MAX], *all[4 * SEGMENTS_MAX];
    const char *instead[SEGMENTS_MAX] = {NULL};
    text_copy_z(content, sizeof(content), text_of(files[file].content));
    text_copy_z(changes, sizeof(changes), text_of(edits));
    size_t count = split(content, '\n', lines), edit_count = split(changes, '~', list), total = 0;
    for (size_t e = 0; e < edit_count; e++) {
        char *bar = strchr(list[e], '|');
        assert_non_null(bar);
        size_t size = (size_t)(bar - list[e]), i = 0;
        while (i < count && (instead[i] != NULL || strncmp(lines[i], list[e], size) != 0))
            i++;
        if (i == count)
            fail_msg("no line begins so: %s", list[e]);
        instead[i] = bar + 1;
    }
    for (size_t i = 0; i < count; i++) {
        if (instead[i] == NULL)
            all[total++] = lines[i];
        else
            total += split((char *)instead[i], '\n', &all[total]);
    }
    size_t size = write_file(
        room, all, total, files[file].set, files[file].version, files[file].functional_id);
    return (struct text){room, size};
}

#endif
