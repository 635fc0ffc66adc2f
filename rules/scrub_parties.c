#include "rules/scrub_checks.h"

#include <stdio.h>

#include "claims/base/ident.h"
#include "rules/standard_codes.h"

#define PLACE_ROOM 48

// What the names of a provider's fields begin with.
static const char *const prefixes[PROVIDER_ROLES] = {
    [PROVIDER_BILLING] = "prov.billing.",
    [PROVIDER_PAY_TO] = "prov.pay_to.",
    [PROVIDER_REFERRING] = "prov.referring.",
    [PROVIDER_RENDERING] = "prov.rendering.",
    [PROVIDER_FACILITY] = "prov.facility.",
    [PROVIDER_SUPERVISING] = "prov.supervising.",
    [PROVIDER_ORDERING] = "prov.ordering.",
};

// A finding at prefix + field: "prov.billing." and "npi".
static void found_at(struct scrub *scrub, enum finding_code code, const char *prefix,
    const char *field, struct text value)
{
    char place[PLACE_ROOM];
    snprintf(place, sizeof(place), "%s%s", prefix, field);
    scrub_found(scrub, code, 0, place, value);
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
            found_at(scrub, FINDING_address_missing, prefix, parts[i].field, parts[i].value);
            break;
        }
    if (!text_is_empty(address->state) && !ident_is_state(address->state))
        found_at(scrub, FINDING_state_invalid, prefix, "state", address->state);
    if (text_is_empty(address->zip))
        return;
    if (!ident_is_zip(address->zip))
        found_at(scrub, FINDING_zip_invalid, prefix, "zip", address->zip);
    else if (need == ZIP_NINE && !ident_is_zip9(address->zip))
        found_at(scrub, FINDING_zip9_needed, prefix, "zip", address->zip);
}

static void check_provider_address(struct scrub *scrub, enum provider_role role)
{
    check_address(scrub, &scrub->claim->providers[role].address, prefixes[role], ZIP_NINE);
}

// ---- Providers

static void check_npi(struct scrub *scrub, enum provider_role role, bool needed)
{
    struct text npi = scrub->claim->providers[role].npi;
    if (text_is_empty(npi) && needed)
        found_at(scrub, FINDING_npi_missing, prefixes[role], "npi", npi);
    else if (!text_is_empty(npi) && !ident_is_npi(npi))
        found_at(scrub, FINDING_npi_invalid, prefixes[role], "npi", npi);
}

static void check_taxonomy(struct scrub *scrub, enum provider_role role)
{
    struct text taxonomy = scrub->claim->providers[role].taxonomy;
    if (!text_is_empty(taxonomy) && !ident_is_taxonomy(taxonomy))
        found_at(scrub, FINDING_taxonomy_invalid, prefixes[role], "taxonomy", taxonomy);
}

static void check_provider_name(struct scrub *scrub, enum provider_role role)
{
    struct text name = scrub->claim->providers[role].last_name;
    if (text_is_empty(name))
        found_at(scrub, FINDING_name_missing, prefixes[role], "name", name);
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
