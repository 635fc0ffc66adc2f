// claim_maker: what build and submit share: an organisation's set-up loaded once for a run, and
// from it the claim that an encounter becomes. The same encounter and set-up give the same claim,
// byte for byte; its content digest says whether anything changed between judging and sending.
#ifndef JOBS_CLAIM_MAKER_H
#define JOBS_CLAIM_MAKER_H

#include "claims/base/digest.h"
#include "claims/claim_build.h"
#include "edi/x837p_write.h"
#include "jobs/run.h"
#include "rules/scrub.h"
#include "sql/encounter_load.h"

struct claim_maker;

// Loads providers, payers, partners, settings, payer profile, rules and code sets. `arena` lives as
// long as the maker; the maker is freed with claim_maker_free.
bool claim_maker_load(struct run *run, const struct organisation *org, struct arena *arena,
    struct claim_maker **out, struct err *err);
void claim_maker_free(struct claim_maker *maker); // NULL is allowed

// The organisation's providers, in the maker's memory.
const struct provider_master *claim_maker_providers(const struct claim_maker *maker);
// The version of payer profile and rules in force, for findings; 0: none is loaded.
int64_t claim_maker_rule_version(const struct claim_maker *maker);

struct trading_partner {
    int64_t partner_id;
    struct text code, name, identifier;
    struct text upload_command; // empty: none
};
// The trading partners, by index from 0, in the maker's memory.
size_t claim_maker_partner_count(const struct claim_maker *maker);
const struct trading_partner *claim_maker_partner(const struct claim_maker *maker, size_t index);
// NULL: the organisation has no partner of that code.
const struct trading_partner *claim_maker_find_partner(
    const struct claim_maker *maker, struct text code);

// A claim as made, with what it was made by.
struct made_claim {
    struct claim claim;
    const struct coverage *coverage;       // NULL: no coverage is active, no claim
    const struct profile *profile;         // NULL: none is in force for the payer
    const struct trading_partner *partner; // NULL: the profile names none of ours
    bool prior_missing; // a later payer's claim on which not all that the payers before said has a
                        // place
};

// Makes the claim of an encounter for its first payer, or for the later one that `work` names.
// `claim_id` its number, `submission` the ordinal of the content that it would be sent as (part of
// CLM01). Rules of action fix are applied. Slices point into `work` and `arena`.
void claim_maker_make(const struct claim_maker *maker, const struct encounter_work *work,
    int64_t claim_id, int submission, struct arena *arena, struct made_claim *out,
    struct fix_list *fixes);

// Judges it: every finding that can be told from the claim and the set-up.
void claim_maker_judge(
    const struct claim_maker *maker, const struct made_claim *made, struct finding_list *findings);

// The digest of what would be sent, whatever its CLM01 and its place in a file. What cannot be
// written adds findings.
void claim_maker_digest(const struct claim_maker *maker, const struct made_claim *made,
    struct arena *arena, struct finding_list *findings, unsigned char out[DIGEST_SIZE]);

// Holds what would be sent against the implementation guide (edi/x837p_check.h), by the moment of
// the run: the claim whose digest was made last, as it was written for that.
void claim_maker_check_guide(
    const struct claim_maker *maker, const struct made_claim *made, struct finding_list *findings);

// The payer's profile in force on a day; NULL: none.
const struct profile *claim_maker_profile(
    const struct claim_maker *maker, int64_t payer_id, date_t on);
size_t claim_maker_profile_count(const struct claim_maker *maker);

// Limits that rules with action split put on files for the profile's payer.
size_t claim_maker_limits(const struct claim_maker *maker, const struct profile *profile,
    struct rule_limit *out, size_t room);

// Judges a file for the profile's payer before it is made, by the rules of scope file.
void claim_maker_judge_file(const struct claim_maker *maker, const struct profile *profile,
    const struct x837p_envelope *envelope, int64_t claims, int64_t claims_per_set,
    struct finding_list *findings);

// Fills an envelope for a partner as a profile wants it, all but the control numbers.
void claim_maker_envelope(const struct claim_maker *maker, const struct profile *profile,
    const struct trading_partner *partner, struct x837p_envelope *out);

#endif
