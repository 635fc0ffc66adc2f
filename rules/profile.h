// profile: the payer profile, one row a payer, claim type and period: identifiers, envelope,
// limits, and what answers are expected when. A builder asks it for one answer ("what goes in
// ISA08"), so two rows for one payer, claim type and day are refused. Source: rule-tables, payer
// profile; 005010 envelope.
#ifndef RULES_PROFILE_H
#define RULES_PROFILE_H

#include "rules/table_check.h"

enum profile_line_ends { PROFILE_ENDS_NONE, PROFILE_ENDS_LF, PROFILE_ENDS_CRLF };

// What a deadline that falls on a Saturday or Sunday does.
enum profile_roll { PROFILE_ROLL_NONE, PROFILE_ROLL_NEXT_BUSINESS_DAY };

// How a claim is corrected after the payer has adjudicated it: a new claim (frequency 1), a
// replacement (frequency 7), or a reopening asked for outside of X12.
enum profile_correction {
    PROFILE_CORRECT_NEW,
    PROFILE_CORRECT_REPLACEMENT,
    PROFILE_CORRECT_REOPENING
};

struct profile {
    size_t row;                   // in the table
    struct text payer;            // the organisation's code
    struct text name;             // 2010BB NM103
    struct text groups;           // "@medicaid @ncci"; empty = none
    char claim_type;              // P, I, D or * for each
    date_t from, to;              // both inclusive; DATE_NONE = open
    struct text payer_id;         // 2010BB NM109
    struct text filing_indicator; // SBR09
    struct text isa05, isa06, isa07, isa08, gs02, gs03;
    struct text delimiters; // the four, in this order:
    char element, component, repetition, segment;
    enum profile_line_ends line_ends;
    int64_t max_claims_per_st, max_st_per_file, max_isa_per_file; // 0 = no limit
    char usage;                                                   // P or T
    struct text partner; // trading partner: also the folder below outbox
    int64_t ta1_hours, ack999_hours, ack277ca_days,
        remit_days; // answers expected; 0 = none expected
    enum profile_roll deadline_roll;
    bool allow_fix; // rules with action fix may change a claim
    enum profile_correction correction;
    struct text source, verified;
};

// Rows sorted by payer and first day.
struct profile_table {
    struct profile *items;
    size_t count;
};

// A setting of the organisation: what {name} in a cell stands for.
struct profile_setting {
    struct text name;
    struct text value;
};

struct profile_settings {
    const struct profile_setting *items;
    size_t count;
};

// The columns, in the order in which cells are stored.
extern const struct table_spec profile_columns;

// Reads and checks the table. False when a fault is an error; *out is then empty. Everything that
// *out points to is in `arena`.
bool profile_compile(const struct table_rows *rows, struct profile_settings settings,
    struct arena *arena, struct profile_table *out, struct table_faults *faults);

// The one row in force for the payer, claim type (P, I, D) and day; NULL when there is none.
const struct profile *profile_find(
    const struct profile_table *table, struct text payer, char claim_type, date_t day);

// Whether "@one @two" holds the group.
bool profile_in_group(struct text groups, struct text group);

// Whether two claim types (P, I, D, *) have one in common.
static inline bool profile_types_meet(char a, char b)
{
    return a == b || a == '*' || b == '*';
}

// Whether two periods (DATE_NONE = open) have a day in common.
static inline bool profile_periods_meet(date_t a_from, date_t a_to, date_t b_from, date_t b_to)
{
    return (a_to == DATE_NONE || b_from == DATE_NONE || b_from <= a_to) &&
           (b_to == DATE_NONE || a_from == DATE_NONE || a_from <= b_to);
}

#endif
