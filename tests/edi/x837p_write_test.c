#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "edi/x837p_write.h"
#include "tests/edi/sample_claims.h"

static struct arena *arena;
static struct buf out;
static struct finding_list findings;
static struct x837p_envelope envelope;

static int set_up(void **state)
{
    (void)state;
    arena = arena_new(1 << 20);
    buf_init(&out, 4 << 20);
    finding_list_start(&findings, arena);
    envelope = sample_envelope();
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    buf_free(&out);
    arena_free(arena);
    return 0;
}

// The piece, and that its segments are as many as were told.
static void assert_piece(int segments, const char *expected)
{
    int lines = 0;
    for (const char *at = expected; *at != '\0'; at++)
        lines += *at == '\n';
    buf_char(&out, '\0');
    assert_string_equal(out.at, expected);
    assert_int_equal(findings.count, 0);
    assert_int_equal(segments, lines);
    buf_clear(&out);
}

static void the_envelope_has_fixed_width_and_all_settings(void **state)
{
    (void)state;
    assert_piece(x837p_write_head(&out, &envelope, &findings),
        "ISA*00*          *00*          *ZZ*GOODCLINIC     *30*123456789      "
        "*260115*1305*^*00501*000000042*1*T*:~\n"
        "GS*HC*GOODCLINIC*PAYER*20260115*1305*7*X*005010X222A1~\n");
    assert_piece(x837p_write_tail(&out, &envelope, 3), "GE*3*7~\nIEA*1*000000042~\n");
    // Other separators and line breaks.
    envelope.settings.separators = (struct x12_separators){
        .element = '|', .component = '>', .repetition = '!', .terminator = '\n'};
    envelope.settings.line_break = X12_LINE_NONE;
    assert_piece(x837p_write_head(&out, &envelope, &findings),
        "ISA|00|          |00|          |ZZ|GOODCLINIC     |30|123456789      "
        "|260115|1305|!|00501|000000042|1|T|>\n"
        "GS|HC|GOODCLINIC|PAYER|20260115|1305|7|X|005010X222A1\n");
    envelope.settings.separators = X12_SEPARATORS_USUAL;
    envelope.settings.line_break = X12_LINE_CRLF;
    assert_piece(x837p_write_tail(&out, &envelope, 3), "GE*3*7~\r\nIEA*1*000000042~\r\n");
}

static void the_set_head_names_batch_submitter_and_receiver(void **state)
{
    (void)state;
    assert_piece(x837p_write_set_head(&out, &envelope, T("0001"), T("B42-1"), &findings),
        "ST*837*0001*005010X222A1~\n"
        "BHT*0019*00*B42-1*20260115*1305*CH~\n"
        "NM1*41*2*GOOD CLINIC*****46*GC01~\n"
        "PER*IC*BILLING OFFICE*TE*5185550100*EM*BILLING@GOOD.EXAMPLE~\n"
        "NM1*40*2*ACME HEALTH*****46*PAYER~\n");
    assert_piece(x837p_write_set_tail(&out, &envelope, T("0001"), 44), "SE*45*0001~\n");
}

static void a_subscribers_claim_is_written_as_the_guide_orders_it(void **state)
{
    (void)state;
    struct claim claim;
    struct service_line lines[2];
    sample_subscriber_claim(&claim, lines);
    assert_piece(x837p_write_provider(&out, &envelope, &claim, 1, &findings),
        "HL*1**20*1~\n"
        "PRV*BI*PXC*261QP2300X~\n"
        "NM1*85*2*GOOD CLINIC PLLC*****XX*1234567893~\n"
        "N3*9 MAIN ST~\n"
        "N4*ALBANY*NY*122071234~\n"
        "REF*EI*123456789~\n"
        "PER*IC*ANN POE*TE*5185550101~\n"
        "NM1*87*2~\n"
        "N3*PO BOX 99~\n"
        "N4*ALBANY*NY*122080099~\n");
    assert_int_equal(x837p_levels(&claim), 1);
    assert_piece(x837p_write_claim(&out, &envelope, &claim, 2, 1, &findings),
        "HL*2*1*22*0~\n"
        "SBR*P*18*GRP 1******CI~\n"
        "NM1*IL*1*Doe*Jane*Q**Jr*MI*M 12-3~\n"
        "N3*1 OAK ST*APT 2~\n"
        "N4*ALBANY*NY*12207~\n"
        "DMG*D8*19800229*F~\n"
        "REF*Y4*PC-55~\n"
        "NM1*PR*2*ACME HEALTH*****PI*PAYERX~\n"
        "N3*PO BOX 1~\n"
        "N4*ALBANY*NY*12207~\n"
        "REF*G2*G2BILL~\n"
        "CLM*00000A1B2013*250.5***11:B:7*Y*A*Y*I**AA:OA::NY*********11~\n"
        "DTP*431*D8*20251230~\n"
        "DTP*439*D8*20251231~\n"
        "DTP*435*D8*20260104~\n"
        "DTP*096*D8*20260108~\n"
        "PWK*OZ*EL***AC*ATT-1~\n"
        "AMT*F5*25~\n"
        "REF*9F*REF-9~\n"
        "REF*G1*AUTH 77~\n"
        "REF*F8*ICN000123~\n"
        "REF*X4*33D1234567~\n"
        "NTE*ADD*SEEN AFTER FALL, SEE REPORT~\n"
        "HI*ABK:E119*ABF:I10*ABF:J45909*ABF:M545*ABF:R0602*ABF:Z7984*ABF:E785*ABF:K219*ABF:N183*"
        "ABF:F329"
        "*ABF:G4733*ABF:Z6835~\n"
        "NM1*DN*1*RAY*ROSA****XX*1999999984~\n"
        "REF*G2*REFG2~\n"
        "NM1*82*1*REED*RUTH*M**III*XX*1888888882~\n"
        "PRV*PE*PXC*207Q00000X~\n"
        "REF*G2*RENG2~\n"
        "NM1*77*2*GOOD SURGERY*****XX*1777777771~\n"
        "N3*10 MAIN ST~\n"
        "N4*TROY*NY*121801234~\n"
        "NM1*DQ*1*SHAW*SAM****XX*1666666669~\n"
        "LX*1~\n"
        "SV1*HC:99213:25:59:::OFFICE VISIT, LONG*150.5*UN*1***1:12:3:4**Y~\n"
        "DTP*472*D8*20260105~\n"
        "REF*6R*L00000A1B201X~\n"
        "NTE*ADD*CAME BY AMBULANCE~\n"
        "NM1*DK*1*ODELL*OLA****XX*1555555558~\n"
        "LX*2~\n"
        "SV1*HC:J3301*100*UN*2.5*12**2~\n"
        "DTP*472*RD8*20260106-20260107~\n"
        "REF*6R*L00000A1B202Y~\n"
        "LIN**N4*00004196501~\n"
        "CTP****1.25*ML~\n"
        "NM1*DK*1*ODELL*OLA****XX*1555555558~\n");
}

static void a_secondary_claim_of_a_dependent_says_what_the_first_payer_did(void **state)
{
    (void)state;
    struct claim claim;
    struct service_line lines[1];
    struct line_adjudication adjudications[1];
    struct claim_adjustment adjustments[9];
    sample_secondary_claim(&claim, lines, adjudications, adjustments);
    assert_piece(x837p_write_provider(&out, &envelope, &claim, 4, &findings),
        "HL*4**20*1~\n"
        "NM1*85*1*SOLO*SUE****XX*1234567893~\n"
        "N3*9 MAIN ST~\n"
        "N4*ALBANY*NY*122071234~\n"
        "REF*SY*987654321~\n");
    assert_int_equal(x837p_levels(&claim), 2);
    assert_piece(x837p_write_claim(&out, &envelope, &claim, 5, 4, &findings),
        "HL*5*4*22*1~\n"
        "SBR*S***UNION 5*****CI~\n"
        "NM1*IL*1*ROE*RICHARD****MI*S99~\n"
        "NM1*PR*2*SECOND MUTUAL*****PI*SEC02~\n"
        "HL*6*5*23*0~\n"
        "PAT*19~\n"
        "NM1*QC*1*ROE*RITA~\n"
        "N3*2 ELM ST~\n"
        "N4*TROY*NY*121801234~\n"
        "DMG*D8*20150601*F~\n"
        "REF*Y4*PC 7~\n"
        "CLM*00000A1B3017*120***11:B:1*N*C*N*Y~\n"
        "HI*ABK:J029~\n"
        "SBR*P*01*G1******12~\n"
        "CAS*OA*94*-2~\n"
        "AMT*D*100~\n"
        "AMT*EAF*13~\n"
        "OI***N***Y~\n"
        "NM1*IL*1*ROE*MARY****MI*A77~\n"
        "N3*3 ASH ST~\n"
        "N4*TROY*NY*12180~\n"
        "NM1*PR*2*ACME HEALTH*****PI*PAYERX~\n"
        "REF*F8*ICN777~\n"
        "LX*1~\n"
        "SV1*HC:99214*120*UN*1***1~\n"
        "DTP*472*D8*20260105~\n"
        "REF*6R*L00000A1B301Z~\n"
        "SVD*PAYERX*102*HC:99214:25**1~\n"
        "CAS*CO*45*1**45*1**45*1*1*45*1**45*1**45*1~\n"
        "CAS*CO*45*1~\n"
        "CAS*PR*1*13~\n"
        "DTP*573*D8*20260112~\n");
}

static void the_payers_date_stands_in_2330b_only_when_no_line_has_it(void **state)
{
    (void)state;
    struct claim claim;
    struct service_line lines[1];
    struct line_adjudication adjudications[1];
    struct claim_adjustment adjustments[9];
    sample_secondary_claim(&claim, lines, adjudications, adjustments);
    lines[0].adjudication_count = 0;
    claim.other_payers[0].adjudication_date = sample_day(2026, 1, 12);
    assert_true(x837p_write_claim(&out, &envelope, &claim, 5, 4, &findings) > 0);
    buf_char(&out, '\0');
    assert_non_null(strstr(
        out.at, "NM1*PR*2*ACME HEALTH*****PI*PAYERX~\nDTP*573*D8*20260112~\nREF*F8*ICN777~\n"));
    buf_clear(&out);
    claim.other_payers[0].adjudication_date = 0;
    assert_int_equal(x837p_write_claim(&out, &envelope, &claim, 5, 4, &findings), 0);
    assert_int_equal(findings.count, 1);
    assert_int_equal(findings.items[0].code, FINDING_value_missing);
    assert_true(text_equal_z(findings.items[0].place, "cob.adjudication_date"));
}

static void pay_to_is_left_out_when_it_is_the_billing_address(void **state)
{
    (void)state;
    struct claim claim;
    struct service_line lines[2];
    sample_subscriber_claim(&claim, lines);
    claim.providers[PROVIDER_PAY_TO].address = claim.providers[PROVIDER_BILLING].address;
    assert_int_equal(x837p_write_provider(&out, &envelope, &claim, 1, &findings), 7);
    buf_char(&out, '\0');
    assert_null(strstr(out.at, "NM1*87"));
}

static void the_submitters_contact_is_not_said_twice(void **state)
{
    (void)state;
    struct claim claim;
    struct service_line lines[2];
    sample_subscriber_claim(&claim, lines);
    claim.providers[PROVIDER_BILLING].contact_name = envelope.contact_name;
    claim.providers[PROVIDER_BILLING].contact_phone = envelope.contact_phone;
    assert_true(x837p_write_provider(&out, &envelope, &claim, 1, &findings) > 0);
    buf_char(&out, '\0');
    assert_null(strstr(out.at, "PER*"));
}

static void a_line_names_its_place_only_when_it_is_not_the_claims(void **state)
{
    (void)state;
    struct claim claim;
    struct service_line lines[2];
    sample_subscriber_claim(&claim, lines);
    lines[0].place_of_service = T("11");
    assert_true(x837p_write_claim(&out, &envelope, &claim, 2, 1, &findings) > 0);
    buf_char(&out, '\0');
    assert_non_null(strstr(out.at, "*150.5*UN*1***1:12:3:4**Y~\n"));
    assert_non_null(strstr(out.at, "*100*UN*2.5*12**2~\n"));
}

static void an_atypical_provider_is_known_by_the_payers_number(void **state)
{
    (void)state;
    struct claim claim;
    struct service_line lines[2];
    sample_subscriber_claim(&claim, lines);
    claim.providers[PROVIDER_BILLING].npi = (struct text){0};
    claim.providers[PROVIDER_BILLING].g2 = T("ATYP1");
    claim.payer.provider_g2 = (struct text){0};
    assert_true(x837p_write_provider(&out, &envelope, &claim, 1, &findings) > 0);
    assert_true(x837p_write_claim(&out, &envelope, &claim, 2, 1, &findings) > 0);
    buf_char(&out, '\0');
    assert_non_null(strstr(out.at, "NM1*85*2*GOOD CLINIC PLLC~\n"));
    assert_non_null(strstr(out.at, "N4*ALBANY*NY*12207~\nREF*G2*ATYP1~\nCLM"));
}

static void blanks_around_values_are_not_sent_and_nothing_is_upper_cased(void **state)
{
    (void)state;
    struct claim claim;
    struct service_line lines[2];
    sample_subscriber_claim(&claim, lines);
    claim.subscriber.person.last_name = T("  O'Neil-Lee ");
    claim.subscriber.person.middle_name = T("   ");
    claim.note = T(" ");
    assert_true(x837p_write_claim(&out, &envelope, &claim, 2, 1, &findings) > 0);
    buf_char(&out, '\0');
    assert_non_null(strstr(out.at, "NM1*IL*1*O'Neil-Lee*Jane***Jr*MI*M 12-3~\n"));
}

// ---- Refusals: nothing stays in the buffer, and the field is named

static void assert_refused(const struct claim *claim, enum finding_code code, int line,
    const char *place, const char *value)
{
    findings.count = 0;
    buf_clear(&out);
    buf_z(&out, "before");
    int provider = x837p_write_provider(&out, &envelope, claim, 1, &findings);
    if (provider > 0)
        out.size = strlen("before");
    int written = x837p_write_claim(&out, &envelope, claim, 2, 1, &findings);
    assert_true(provider == 0 || written == 0);
    if (written == 0 && provider == 0)
        fail_msg("both pieces are refused");
    if (written == 0)
        assert_true(text_equal_z(buf_slice(&out), "before"));
    assert_int_equal(findings.count, 1);
    assert_string_equal(finding_word(findings.items[0].code), finding_word(code));
    assert_int_equal(findings.items[0].line, line);
    if (!text_equal_z(findings.items[0].place, place))
        fail_msg("%.*s is not %s", TEXT_ARG(findings.items[0].place), place);
    assert_true(text_equal_z(findings.items[0].value, value));
}

static void values_with_separators_or_strange_characters_are_refused(void **state)
{
    (void)state;
    struct claim claim;
    struct service_line lines[2];
    static const char *const bad[] = {
        "A*B", "A:B", "A~B", "A^B", "A\nB", "A\x01", "caf\xC3\xA9", "A`B", "A\x7F"};
    for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
        sample_subscriber_claim(&claim, lines);
        claim.subscriber.person.last_name = text_of(bad[i]);
        // A patient's name is not repeated.
        assert_refused(&claim, FINDING_text_characters, 0, "patient.last_name", "");
    }
    struct text nul = {"A\0B", 3};
    sample_subscriber_claim(&claim, lines);
    claim.note = nul;
    assert_refused(&claim, FINDING_text_characters, 0, "claim.note", "");
    sample_subscriber_claim(&claim, lines);
    claim.providers[PROVIDER_RENDERING].last_name = T("REED~");
    assert_refused(&claim, FINDING_text_characters, 0, "prov.rendering.name", "REED~");
    sample_subscriber_claim(&claim, lines);
    claim.providers[PROVIDER_BILLING].address.line2 = T("FLOOR: 2");
    assert_refused(&claim, FINDING_text_characters, 0, "prov.billing.addr2", "FLOOR: 2");
    sample_subscriber_claim(&claim, lines);
    lines[1].note = T("A*");
    assert_refused(&claim, FINDING_text_characters, 2, "line.note", "");
    // What separates elsewhere is an ordinary character here.
    sample_subscriber_claim(&claim, lines);
    claim.note = T("50% | > < # @ & + = ; ! ? { } [ ] \\ _ $ \" '");
    findings.count = 0;
    assert_true(x837p_write_claim(&out, &envelope, &claim, 2, 1, &findings) > 0);
    assert_int_equal(findings.count, 0);
    // With the separators of another profile it is not.
    envelope.settings.separators = (struct x12_separators){
        .element = '|', .component = '>', .repetition = '!', .terminator = '\n'};
    findings.count = 0;
    assert_int_equal(x837p_write_claim(&out, &envelope, &claim, 2, 1, &findings), 0);
    assert_int_equal(findings.count, 1);
}

static char long_text[300];

static struct text of_length(size_t size)
{
    memset(long_text, 'X', sizeof(long_text));
    return (struct text){long_text, size};
}

static void each_separator_of_the_profile_is_refused(void **state)
{
    (void)state;
    static const char *const separators = "|>!\n";
    struct claim claim;
    struct service_line lines[2];
    envelope.settings.separators = (struct x12_separators){
        .element = '|', .component = '>', .repetition = '!', .terminator = '\n'};
    for (size_t i = 0; i < 4; i++) {
        char value[] = {'A', separators[i], 'B', '\0'};
        sample_subscriber_claim(&claim, lines);
        claim.note = text_of(value);
        assert_refused(&claim, FINDING_text_characters, 0, "claim.note", "");
    }
}

static void values_longer_than_the_guide_allows_are_refused(void **state)
{
    (void)state;
    struct claim claim;
    struct service_line lines[2];
#define ASSERT_LONGEST(member, longest, code, line, place) \
    do { \
        sample_subscriber_claim(&claim, lines); \
        member = of_length(longest); \
        findings.count = 0; \
        assert_true(x837p_write_provider(&out, &envelope, &claim, 1, &findings) > 0); \
        assert_true(x837p_write_claim(&out, &envelope, &claim, 2, 1, &findings) > 0); \
        member = of_length((longest) + 1); \
        assert_refused(&claim, code, line, place, \
            strncmp(place, "prov.", 5) == 0 || strncmp(place, "claim.payer", 11) == 0 ? member.at \
                                                                                      : ""); \
    } while (0)
    memset(long_text, 'X', sizeof(long_text));
    ASSERT_LONGEST(claim.control_number, 20, FINDING_reference_too_long, 0, "claim.control_no");
    ASSERT_LONGEST(claim.prior_authorization, 50, FINDING_reference_too_long, 0, "claim.auth");
    ASSERT_LONGEST(claim.payer_claim_number, 50, FINDING_reference_too_long, 0, "claim.prior_ref");
    ASSERT_LONGEST(claim.referral_number, 50, FINDING_reference_too_long, 0, "claim.referral");
    ASSERT_LONGEST(
        claim.attachment_control, 50, FINDING_reference_too_long, 0, "claim.pwk.control_no");
    ASSERT_LONGEST(lines[1].control_number, 30, FINDING_reference_too_long, 2, "line.control_no");
    ASSERT_LONGEST(claim.note, 80, FINDING_text_too_long, 0, "claim.note");
    ASSERT_LONGEST(lines[0].description, 80, FINDING_text_too_long, 1, "line.desc");
    ASSERT_LONGEST(
        claim.subscriber.person.last_name, 60, FINDING_text_too_long, 0, "patient.last_name");
    ASSERT_LONGEST(
        claim.subscriber.person.first_name, 35, FINDING_text_too_long, 0, "patient.first_name");
    ASSERT_LONGEST(
        claim.subscriber.person.middle_name, 25, FINDING_text_too_long, 0, "patient.middle_name");
    ASSERT_LONGEST(claim.subscriber.person.suffix, 10, FINDING_text_too_long, 0, "patient.suffix");
    ASSERT_LONGEST(
        claim.subscriber.person.address.line1, 55, FINDING_text_too_long, 0, "patient.addr1");
    ASSERT_LONGEST(
        claim.subscriber.person.address.city, 30, FINDING_text_too_long, 0, "patient.city");
    ASSERT_LONGEST(claim.subscriber.member_id, 80, FINDING_text_too_long, 0, "subs.member_id");
    ASSERT_LONGEST(claim.payer.group_number, 50, FINDING_text_too_long, 0, "claim.group_no");
#undef ASSERT_LONGEST
    sample_subscriber_claim(&claim, lines);
    claim.providers[PROVIDER_BILLING].last_name = of_length(61);
    char name[62] = {0};
    memset(name, 'X', 61);
    assert_refused(&claim, FINDING_text_too_long, 0, "prov.billing.name", name);
}

static void what_the_guide_demands_must_be_there(void **state)
{
    (void)state;
    struct claim claim;
    struct service_line lines[2];
#define ASSERT_NEEDED(change, code, line, place) \
    do { \
        sample_subscriber_claim(&claim, lines); \
        change; \
        assert_refused(&claim, code, line, place, ""); \
    } while (0)
    ASSERT_NEEDED(claim.control_number.size = 0, FINDING_value_missing, 0, "claim.control_no");
    ASSERT_NEEDED(claim.place_of_service.size = 0, FINDING_value_missing, 0, "claim.pos");
    ASSERT_NEEDED(claim.frequency = '\0', FINDING_value_missing, 0, "claim.freq");
    ASSERT_NEEDED(claim.assignment = '\0', FINDING_value_missing, 0, "claim.assignment");
    ASSERT_NEEDED(claim.diagnosis_count = 0, FINDING_value_missing, 0, "claim.dx");
    ASSERT_NEEDED(claim.payer.identifier.size = 0, FINDING_value_missing, 0, "claim.payer_id");
    ASSERT_NEEDED(
        claim.payer.filing_indicator.size = 0, FINDING_value_missing, 0, "claim.filing_ind");
    ASSERT_NEEDED(claim.subscriber.person.birth_date = DATE_NONE, FINDING_value_missing, 0,
        "patient.birth_date");
    ASSERT_NEEDED(claim.subscriber.person.sex = '\0', FINDING_value_missing, 0, "patient.sex");
    ASSERT_NEEDED(
        claim.subscriber.person.last_name.size = 0, FINDING_value_missing, 0, "patient.last_name");
    ASSERT_NEEDED(claim.providers[PROVIDER_BILLING].tax_id.size = 0, FINDING_value_missing, 0,
        "prov.billing.tax_id");
    ASSERT_NEEDED(claim.providers[PROVIDER_FACILITY].address.line1.size = 0, FINDING_value_missing,
        0, "prov.facility.addr1");
    ASSERT_NEEDED(lines[0].procedure.size = 0, FINDING_value_missing, 1, "line.proc");
    ASSERT_NEEDED(lines[1].from = DATE_NONE, FINDING_value_missing, 2, "line.dos");
    ASSERT_NEEDED(lines[1].pointers[0] = 0, FINDING_value_missing, 2, "line.pointers");
    ASSERT_NEEDED(lines[1].ndc_unit.size = 0, FINDING_value_missing, 2, "line.ndc_unit");
    ASSERT_NEEDED(lines[1].pointers[0] = 13, FINDING_value_out_of_range, 2, "line.pointers");
    ASSERT_NEEDED(claim.diagnosis_count = 13, FINDING_value_out_of_range, 0, "claim.dx");
    ASSERT_NEEDED(claim.line_count = 0, FINDING_value_out_of_range, 0, "claim.lines");
    ASSERT_NEEDED(
        claim.related_causes[2] = T("EM"), FINDING_value_out_of_range, 0, "claim.related_cause");
#undef ASSERT_NEEDED
}

static void every_finding_of_a_claim_is_told_at_once(void **state)
{
    (void)state;
    struct claim claim;
    struct service_line lines[2];
    sample_subscriber_claim(&claim, lines);
    claim.control_number = T("A*B");
    claim.subscriber.person.last_name = T("A~B");
    lines[0].procedure.size = 0;
    assert_int_equal(x837p_write_claim(&out, &envelope, &claim, 2, 1, &findings), 0);
    assert_int_equal(findings.count, 3);
    assert_int_equal(out.size, 0);
}

static void more_adjustments_than_the_guide_has_places_for_are_refused(void **state)
{
    (void)state;
    struct claim claim;
    struct service_line lines[1];
    struct line_adjudication adjudications[1];
    struct claim_adjustment adjustments[9], many[31];
    sample_secondary_claim(&claim, lines, adjudications, adjustments);
    for (size_t i = 0; i < 31; i++)
        many[i] = (struct claim_adjustment){.group = T("CO"), .reason = T("45"), .amount = 1};
    claim.other_payers[0].adjustments = many;
    claim.other_payers[0].adjustment_count = 30;
    assert_true(x837p_write_claim(&out, &envelope, &claim, 2, 1, &findings) > 0);
    claim.other_payers[0].adjustment_count = 31;
    assert_refused(&claim, FINDING_value_out_of_range, 0, "cob.adjustments", "");
}

static void an_envelope_that_cannot_be_sent_is_refused(void **state)
{
    (void)state;
#define ASSERT_REFUSED_HEAD(change) \
    do { \
        envelope = sample_envelope(); \
        change; \
        findings.count = 0; \
        assert_int_equal(x837p_write_head(&out, &envelope, &findings), 0); \
        assert_true(findings.count >= 1); \
        assert_int_equal(out.size, 0); \
    } while (0)
    ASSERT_REFUSED_HEAD(envelope.settings.sender = T("SIXTEEN CHARS XX"));
    ASSERT_REFUSED_HEAD(envelope.settings.receiver = T("A*B"));
    ASSERT_REFUSED_HEAD(envelope.settings.sender = T(""));
    ASSERT_REFUSED_HEAD(envelope.settings.group_receiver = T(""));
    ASSERT_REFUSED_HEAD(envelope.settings.group_receiver = T("X"));
    ASSERT_REFUSED_HEAD(envelope.settings.interchange_control = 0);
    ASSERT_REFUSED_HEAD(envelope.settings.interchange_control = 1000000000);
    ASSERT_REFUSED_HEAD(envelope.settings.group_control = 1000000000);
    ASSERT_REFUSED_HEAD(envelope.settings.usage = '\0');
    ASSERT_REFUSED_HEAD(envelope.settings.separators.component = '*');
    ASSERT_REFUSED_HEAD(envelope.settings.separators.repetition = '~');
    ASSERT_REFUSED_HEAD(envelope.settings.separators.element = 'A');
    ASSERT_REFUSED_HEAD(envelope.settings.separators.component = '.');
    ASSERT_REFUSED_HEAD(envelope.settings.separators.component = '\0');
#undef ASSERT_REFUSED_HEAD
    envelope = sample_envelope();
    findings.count = 0;
    assert_int_equal(x837p_write_set_head(&out, &envelope, T("001"), T("B"), &findings), 0);
    assert_int_equal(x837p_write_set_head(&out, &envelope, T("0000000001"), T("B"), &findings), 0);
    assert_int_equal(x837p_write_set_head(&out, &envelope, T("0001"), of_length(31), &findings), 0);
    assert_int_equal(findings.count, 3);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
        TEST(the_envelope_has_fixed_width_and_all_settings),
        TEST(the_set_head_names_batch_submitter_and_receiver),
        TEST(a_subscribers_claim_is_written_as_the_guide_orders_it),
        TEST(a_secondary_claim_of_a_dependent_says_what_the_first_payer_did),
        TEST(the_payers_date_stands_in_2330b_only_when_no_line_has_it),
        TEST(pay_to_is_left_out_when_it_is_the_billing_address),
        TEST(the_submitters_contact_is_not_said_twice),
        TEST(an_atypical_provider_is_known_by_the_payers_number),
        TEST(blanks_around_values_are_not_sent_and_nothing_is_upper_cased),
        TEST(values_with_separators_or_strange_characters_are_refused),
        TEST(each_separator_of_the_profile_is_refused),
        TEST(a_line_names_its_place_only_when_it_is_not_the_claims),
        TEST(values_longer_than_the_guide_allows_are_refused),
        TEST(what_the_guide_demands_must_be_there),
        TEST(every_finding_of_a_claim_is_told_at_once),
        TEST(more_adjustments_than_the_guide_has_places_for_are_refused),
        TEST(an_envelope_that_cannot_be_sent_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
