#include "rules/scrub_checks.h"

#include <stdio.h>

#include "claims/base/ident.h"
#include "rules/standard_codes.h"

#define PLACE_ROOM 48

// "prov.billing.npi"
static const char *provider_place(char out[PLACE_ROOM], enum provider_role role, const char *field)
{
    snprintf(out, PLACE_ROOM, "prov.%s.%s", provider_role_word(role), field);
    return out;
}

// ---- Addresses

// Letters in upper case, points and commas dropped, runs of blanks as one, one blank at each end.
static void normalise(struct text t, char *out, size_t room)
{
    size_t size = 0;
    out[size++] = ' ';
    for (size_t i = 0; i < t.size && size + 2 < room; i++) {
        char c = t.at[i];
        if (c == '.' || c == ',')
            continue;
        if (c >= 'a' && c <= 'z')
            c = (char)(c - 'a' + 'A');
        if (c != ' ' || out[size - 1] != ' ')
            out[size++] = c;
    }
    if (out[size - 1] != ' ')
        out[size++] = ' ';
    out[size] = '\0';
}

// P.O. Box 12, Post Office Box 12, PO Drawer 12, Lock Box 12 (837P guide, N301 of 2010AA: a street
// address).
static bool is_po_box(struct text line)
{
    static const char *const anywhere[] = {
        " PO BOX", " P O BOX", " POBOX", " POST OFFICE BOX", " PO DRAWER ", " P O DRAWER "};
    static const char *const first[] = {" LOCK BOX ", " LOCKBOX "};
    char street[128];
    normalise(line, street, sizeof(street));
    for (size_t i = 0; i < sizeof(anywhere) / sizeof(anywhere[0]); i++)
        if (strstr(street, anywhere[i]) != NULL)
            return true;
    for (size_t i = 0; i < sizeof(first) / sizeof(first[0]); i++)
        if (strncmp(street, first[i], strlen(first[i])) == 0)
            return true;
    return false;
}

enum zip_need { ZIP_ANY, ZIP_NINE };

// `prefix` is what stands before addr1, city, state, zip in the names of the fields.
static void check_address(
    struct scrub *scrub, const struct address *address, const char *prefix, enum zip_need need)
{
    char place[PLACE_ROOM];
    const struct {
        const char *field;
        struct text value;
        size_t min;
    } parts[] = {
        {"addr1", address->line1, 1},
        {"city", address->city, 2}, // N401 has at least two characters
        {"state", address->state, 1},
        {"zip", address->zip, 1},
    };
    for (size_t i = 0; i < sizeof(parts) / sizeof(parts[0]); i++)
        if (parts[i].value.size < parts[i].min) {
            snprintf(place, sizeof(place), "%s%s", prefix, parts[i].field);
            scrub_found(scrub, FINDING_address_missing, 0, place, parts[i].value);
            break;
        }
    if (!text_is_empty(address->state) && !ident_is_state(address->state)) {
        snprintf(place, sizeof(place), "%sstate", prefix);
        scrub_found(scrub, FINDING_state_invalid, 0, place, address->state);
    }
    if (text_is_empty(address->zip))
        return;
    snprintf(place, sizeof(place), "%szip", prefix);
    if (!ident_is_zip(address->zip))
        scrub_found(scrub, FINDING_zip_invalid, 0, place, address->zip);
    else if (need == ZIP_NINE && !ident_is_zip9(address->zip))
        scrub_found(scrub, FINDING_zip9_needed, 0, place, address->zip);
}

static void check_provider_address(struct scrub *scrub, enum provider_role role)
{
    char prefix[PLACE_ROOM];
    check_address(
        scrub, &scrub->claim->providers[role].address, provider_place(prefix, role, ""), ZIP_NINE);
}

// ---- Providers

static void check_npi(struct scrub *scrub, enum provider_role role, bool needed)
{
    char place[PLACE_ROOM];
    struct text npi = scrub->claim->providers[role].npi;
    provider_place(place, role, "npi");
    if (text_is_empty(npi) && needed)
        scrub_found(scrub, FINDING_npi_missing, 0, place, npi);
    else if (!text_is_empty(npi) && !ident_is_npi(npi))
        scrub_found(scrub, FINDING_npi_invalid, 0, place, npi);
}

static void check_taxonomy(struct scrub *scrub, enum provider_role role)
{
    char place[PLACE_ROOM];
    struct text taxonomy = scrub->claim->providers[role].taxonomy;
    if (!text_is_empty(taxonomy) && !ident_is_taxonomy(taxonomy))
        scrub_found(
            scrub, FINDING_taxonomy_invalid, 0, provider_place(place, role, "taxonomy"), taxonomy);
}

static void check_provider_name(struct scrub *scrub, enum provider_role role)
{
    char place[PLACE_ROOM];
    if (text_is_empty(scrub->claim->providers[role].last_name))
        scrub_found(
            scrub, FINDING_name_missing, 0, provider_place(place, role, "name"), (struct text){0});
}

static void check_billing(struct scrub *scrub)
{
    const struct claim *claim = scrub->claim;
    const struct provider *billing = &claim->providers[PROVIDER_BILLING];
    check_provider_name(scrub, PROVIDER_BILLING);
    // An atypical provider has the payer's number instead (2010BB REF*G2).
    check_npi(scrub, PROVIDER_BILLING,
        text_is_empty(billing->g2) && text_is_empty(claim->payer.provider_g2));
    if (text_is_empty(billing->taxonomy))
        scrub_found(scrub, FINDING_taxonomy_missing, 0, "prov.billing.taxonomy", billing->taxonomy);
    check_taxonomy(scrub, PROVIDER_BILLING);
    if (!ident_is_tax_id(billing->tax_id)) // a social security number is not shown
        scrub_found(scrub, FINDING_tax_id_invalid, 0, "prov.billing.tax_id",
            billing->tax_id_is_ssn ? (struct text){0} : billing->tax_id);
    if (!text_is_empty(billing->contact_phone) &&
        (billing->contact_phone.size != 10 || !text_is_digits(billing->contact_phone)))
        scrub_found(
            scrub, FINDING_phone_invalid, 0, "prov.billing.contact_phone", billing->contact_phone);
    check_provider_address(scrub, PROVIDER_BILLING);
    if (is_po_box(billing->address.line1))
        scrub_found(scrub, FINDING_address_po_box, 0, "prov.billing.addr1", billing->address.line1);
    if (is_po_box(billing->address.line2))
        scrub_found(scrub, FINDING_address_po_box, 0, "prov.billing.addr2", billing->address.line2);
}

static void check_other_providers(struct scrub *scrub)
{
    static const enum provider_role persons[] = {
        PROVIDER_REFERRING, PROVIDER_RENDERING, PROVIDER_SUPERVISING, PROVIDER_ORDERING};
    const struct provider *providers = scrub->claim->providers;
    for (size_t i = 0; i < sizeof(persons) / sizeof(persons[0]); i++) {
        if (!providers[persons[i]].present)
            continue;
        check_provider_name(scrub, persons[i]);
        check_npi(scrub, persons[i], text_is_empty(providers[persons[i]].g2));
    }
    if (providers[PROVIDER_RENDERING].present)
        check_taxonomy(scrub, PROVIDER_RENDERING); // the others' are not sent
    if (providers[PROVIDER_PAY_TO].present)
        check_provider_address(scrub, PROVIDER_PAY_TO);
    if (providers[PROVIDER_FACILITY].present) {
        check_provider_name(scrub, PROVIDER_FACILITY);
        check_npi(scrub, PROVIDER_FACILITY, false); // not every place of service has one
        check_provider_address(scrub, PROVIDER_FACILITY);
    }
}

// ---- Payer

static void check_payer(struct scrub *scrub)
{
    const struct claim_payer *payer = &scrub->claim->payer;
    if (text_is_empty(payer->name))
        scrub_found(scrub, FINDING_name_missing, 0, "claim.payer_name", payer->name);
    if (payer->identifier.size < 2) // NM109 has at least two characters
        scrub_found(scrub, FINDING_payer_id_missing, 0, "claim.payer_id", payer->identifier);
    if (text_is_empty(payer->filing_indicator))
        scrub_found(scrub, FINDING_filing_indicator_missing, 0, "claim.filing_ind",
            payer->filing_indicator);
    else if (!standard_codes_has(CODES_FILING_INDICATOR, payer->filing_indicator))
        scrub_found(scrub, FINDING_filing_indicator_invalid, 0, "claim.filing_ind",
            payer->filing_indicator);
    // The payer's address may be left out, but not in part.
    if (!text_is_empty(payer->address.line1) || !text_is_empty(payer->address.city) ||
        !text_is_empty(payer->address.state) || !text_is_empty(payer->address.zip))
        check_address(scrub, &payer->address, "claim.payer_", ZIP_ANY);
}

// ---- Subscriber and patient

static bool is_medicare(struct text filing_indicator)
{
    return text_equal_z(filing_indicator, "MA") || text_equal_z(filing_indicator, "MB");
}

void scrub_parties_member(struct scrub *scrub, const struct subscriber *subscriber,
    struct text filing_indicator, const char *place)
{
    struct text id = subscriber->member_id;
    // An organisation (workers' compensation) need not have one.
    if (text_is_empty(id)) {
        if (subscriber->is_person)
            scrub_found(scrub, FINDING_member_id_missing, 0, place, id);
    } else if (is_medicare(filing_indicator)) {
        if (!ident_is_mbi(id))
            scrub_found(scrub, FINDING_medicare_id_invalid, 0, place, id);
    } else if (!ident_is_member_id(id)) {
        scrub_found(scrub, FINDING_member_id_invalid, 0, place, id);
    }
}

static void check_patient(struct scrub *scrub)
{
    const struct person *patient = claim_patient(scrub->claim);
    date_t service = scrub->claim->service_from;
    if (text_is_empty(patient->last_name))
        scrub_found(scrub, FINDING_name_missing, 0, "patient.last_name", (struct text){0});
    if (patient->birth_date == DATE_NONE)
        scrub_found(scrub, FINDING_birth_date_missing, 0, "patient.birth_date", (struct text){0});
    else if (service != DATE_NONE && patient->birth_date > service)
        scrub_found(
            scrub, FINDING_birth_date_after_service, 0, "patient.birth_date", (struct text){0});
    if (patient->sex != 'F' && patient->sex != 'M' && patient->sex != 'U')
        scrub_found(scrub, FINDING_sex_missing, 0, "patient.sex", (struct text){0});
    check_address(scrub, &patient->address, "patient.", ZIP_ANY);
}

void scrub_parties(struct scrub *scrub)
{
    const struct claim *claim = scrub->claim;
    check_billing(scrub);
    check_other_providers(scrub);
    check_payer(scrub);
    scrub_parties_member(
        scrub, &claim->subscriber, claim->payer.filing_indicator, "subs.member_id");
    if (claim->patient_is_subscriber) {
        // An organisation is nobody's patient.
        if (!claim->subscriber.is_person)
            scrub_found(scrub, FINDING_relationship_invalid, 0, "patient.relationship", TEXT("18"));
    } else {
        if (text_is_empty(claim->subscriber.person.last_name))
            scrub_found(scrub, FINDING_name_missing, 0, "subs.last_name", (struct text){0});
        if (!standard_codes_has(CODES_RELATIONSHIP, claim->relationship))
            scrub_found(scrub, FINDING_relationship_invalid, 0, "patient.relationship",
                claim->relationship);
    }
    if (!claim->patient_is_subscriber || claim->subscriber.is_person)
        check_patient(scrub);
}
