#!/usr/bin/env bash
# The compiler of edi/grammar/ says what is wrong as FILE:LINE: sentence: mistakes are planted in a copy of the
# tables, each alone. And a payer's variation amends its set, and only itself.
# shellcheck source=tests/facts.sh
. tests/facts.sh

compiler=$build/scripts/grammar/grammar
tables=$here/grammar
fresh() { rm -rf "$tables" && cp -r edi/grammar "$tables"; }
compile() { "$compiler" "$tables"; }

fresh
fact "the tables as they are" compile

line_of() { grep -nF -m 1 -- "$2" "edi/grammar/$1" | cut -d: -f1; }

# Replaces the first line that is LINE by what follows (\n breaks it); the complaint names that line, and is
# the first.
planted() { # file, line, replacement, what it must say, fact
    fresh
    local at
    at=$(line_of "$1" "$2")
    [ -n "$at" ] || { fact_fails "$5" "the table has no line '$2'"; return; }
    awk -v at="$at" -v new="$3" 'NR == at { print new; next } { print }' "$tables/$1" > "$here/planted"
    cp "$here/planted" "$tables/$1"
    fact_says "$tables/$1:${6:-$at}: $4" "$5" compile
    fact_exit 1 "$5: the build fails" compile
}
planted 837P.txt '  HL R 1 @10 Patient' '  HLX R 1 @10 Patient' 'there is no segment HLX' 'an unknown segment'
planted 837P.txt '  SV1 R 1 @3700' '  SV1 X 1 @3700 Professional Service' "'X' is no usage: R, S or N" 'a usage that is none'
planted 837P.txt '  SV1 R 1 @3700' '  SV1 R many @3700 Professional Service' "'many' is no number" 'a repeat that is none'
planted 837P.txt '  SV1 R 1 @3700' '  SV1 R 1 3700 Professional Service' 'the position in the guide is written @1300' 'a position without @'
planted 837P.txt '  SV1 R 1 @3700' '  SV1 R 1 @3700' 'the segment has no name' 'a segment without name'
planted 837P.txt '  SV5 S 1 @4000' '  SV5 S 1 @3600 Durable Medical Equipment Service' 'its position is before that of' 'a position out of order'
planted 837P.txt '  HCP S 1 @4920' '  HCP S 1 @3640 Line Pricing/Repricing Information' 'its position is before that of' 'a position before the loop'
planted 837P.txt '    15 S [0] Co-Pay' '    22 S' 'SV1 has no element 22: it has 21' 'an element that the segment has not'
planted 837P.txt '    05-2 R [B]' '    05-4 R [B]' 'C023 has no component 4: it has 3' 'a component that the composite has not'
planted 837P.txt '    05-2 R [B]' '    02-1 R [B]' 'CLM02 is no composite' 'a component of a plain element'
planted 837P.txt '    05-2 R [B]' '    5.2 R [B]' "'5.2' is no element" 'an element that is no number'
planted 837P.txt '    05-2 R [B]' '    05-2 R [BB]' 'codes.txt has no code BB of element 1332' 'a code that is not in codes.txt'
planted 837P.txt '    05-2 R [B]' '    05-2 R [B A B]' 'the code B stands twice' 'a code twice'
planted 837P.txt '    05-2 R [B]' '    05-2 R []' 'there is no code between [ and ]' 'no code'
planted 837P.txt '    05-3 R list=claim_frequency' '    05-3 R list=frequency' 'there is no list codes/frequency.txt' 'an unknown list'
planted 837P.txt '    05-3 R list=claim_frequency' '    05-3 R max=9' "max=9 is outside the standard's 1/1" 'longer than the standard'
planted 837P.txt '    05-3 R list=claim_frequency' '    05-3 R repeat=2' "repeat=2 is more than the standard's 1" 'more often than the standard'
planted 837P.txt '    05-3 R list=claim_frequency' '    05-3 R qualifier Code' 'a qualifier has codes' 'a qualifier without codes'
planted 837P.txt '    01 R qualifier [F4]' '    01 R qualifier [X4]' 'cannot be told from the REF of line' 'two segments that nothing tells apart' \
    "$(($(line_of 837P.txt '    01 R qualifier [F4]') - 1))"
planted 837P.txt '  loop 2010CA' '  loop 2010CB' 'the set has no loop 2010CB' 'a loop that is not there'
planted 837P.txt '  loop 2010CA' '  # loop 2010CA' 'the loop 2010CA comes in no other' 'a loop that comes nowhere' \
    "$(line_of 837P.txt 'loop 2010CA R')"
planted 837P.txt '  loop 2010CA' '  loop 2000B' 'the loop 2000B is inside itself' 'a loop inside itself' \
    "$(line_of 837P.txt 'loop 2000B R')"
planted 837P.txt 'loop 2010CA R 1' 'loop 2010BA R 1 Patient Name' 'the set has two loops 2010BA' 'a loop twice'
planted 837P.txt '  N3 S 1 @250 patient Sub' '  N3 S 1 @250 Subscriber Address\n  N3 S 1 @250 Subscriber Address' \
    'which elements are used? write them below' 'a segment without elements'
planted 837P.txt '    05-1 R [F2 GR' '    # nothing' 'which components of CTP05 are used' 'a composite without components' \
    "$(($(line_of 837P.txt '    05-1 R [F2 GR') - 1))"
planted 837P.txt 'st01 837' '# st01' 'the set does not say st01' 'a set without its ST01' \
    "$(line_of 837P.txt 'set 837P')"
planted 837P.txt 'st01 837' 'st02 837' "'st02' is not known here" 'a word that is not known'
planted 837P.txt '    05-2 R [B]' '    05-2 R [B' 'the [ is never closed' 'a [ that is never closed'
planted dictionary.txt 'element 98 ' 'element 97 ID 2/3 Entity' 'element 97 stands twice' 'an element twice'
planted dictionary.txt 'element 98 ' 'element 98 IX 2/3 Entity' "'IX' is no type" 'a type that is none'
planted dictionary.txt 'element 98 ' 'element 98 ID 3 Entity' 'lengths are written LEAST/MOST' 'lengths that are none'
planted dictionary.txt 'segment NM1 ' 'segment N1 Name' 'segment N1 stands twice' 'a segment twice'
planted dictionary.txt '  01 98 1065' '  02 98 1065' 'the line begins with the number of its first element: 01' 'elements counted wrong'
planted dictionary.txt '  01 98 1065' '  01 98 10650' 'there is no element 10650' 'an element that is not there'
planted dictionary.txt '  notes C1110 C1203 P0809' '  notes C1110 P0819' 'NM1 has no element 19' 'a note on an element that is not there'
planted dictionary.txt '  notes C1110 C1203 P0809' '  notes Q0809' "'Q0809' is no note" 'a note that is none'
planted codes.txt 'element 66' 'element 66\n  24 again' 'the code 24 stands twice' 'a code with two meanings'
planted codes.txt 'element 66' 'element 6666' 'there is no element 6666' 'codes of an element that is not there'
planted codes/state.txt '  as-of 2024-01' '# undated' 'of when is the list?' 'a list without its date' 1
planted envelope.txt 'GE R 1' 'GS R 1 @0 Functional Group Trailer' 'the envelope is ISA, GS, GE, IEA and TA1' 'an envelope with another order' 1

# ---- What the validator has no room for

# A set of loops one in the other, each with segments of its own besides.
nested() { # loops, segments
    awk -v loops="$1" -v segments="$2" 'BEGIN {
        print "set DEEP Deep\nst01 837\ngs01 HC\nversions 005010X999\n\nloop ST R 1 Set"
        for (i = 1; i <= loops; i++) {
            printf "  loop L%d\n\nloop L%d S 1 Loop\n  LX R 1 @%d Number\n    01 R\n", i, i, 300 * i
            for (k = 1; k <= segments; k++)
                printf "  K3 S 1 @%d Note %d\n    01 R\n", 300 * i + k, k
        }
    }' > "$tables/DEEP.txt"
}
fresh
nested 15 30
fact "sixteen levels of loops, some 500 steps" compile
nested 16 30
fact_says "$tables/DEEP.txt:1: loops are open in 17 levels, more than 16" "a level more" compile
nested 5 200
fact_says "$tables/DEEP.txt:1: loops that are open at once have 1206 steps" "more than 1,024 steps" compile

# ---- Situational rules

r=rules/837P.txt
planted $r 'for 837P' 'for 837X' 'there is no set 837X' 'rules for a set that is not there'
planted $r 'rule pointer_to_nothing reject' 'rule pointer_to_nothing fatal' "'fatal' is no severity: reject, warn or info" 'a severity that is none'
planted $r 'rule pointer_to_nothing reject' 'rule Pointer reject' "'Pointer' is no name" 'a name that is none'
planted $r 'rule pointer_to_nothing reject' 'rule diagnosis_form reject' 'a rule of this name stands in' 'a rule twice'
planted $r '  need no HI[BK]01-1' '  # nothing' 'the rule lacks need: what it demands' 'a rule that demands nothing' \
    "$(line_of $r 'rule icd9_too_late')"
planted $r '  when HI[BK]' '  if HI[BK]' "'if' is not known here" 'a word of a rule that is not known'
planted $r '  when HI[BK]' '  when' "what follows 'when' is missing" 'an empty condition'
planted $r '  when HI[BK]' '  when HI[BX]' '837P has no such segment there: HI[BX]' 'a kind of segment that the loop has not'
planted $r '  when HI[BK]' '  when HX[BK]' "'HX[BK]' is no segment or element" 'a segment that is not there'
planted $r '  when HI[BK]' '  when 2305/HI[BK]' '837P has no loop 2305' 'a loop that is not there'
planted $r '  in 2300' '  in 2305' '837P has no loop 2305' 'a rule of a loop that is not there'
planted $r '  at 2400/SV1' '  at 2400/SV2' '837P has no such segment there: 2400/SV2' 'a rule at a segment that is not there'
planted $r '  need SV104 above 0' '  need SV108 above 0' 'the guide does not use SV108 there' 'an element that the guide does not use'
planted $r '  need SV104 above 0' '  need SV144 above 0' 'SV1 has not so many elements' 'an element that the segment has not'
planted $r '  need SV104 above 0' '  need SV104-2 above 0' 'SV1 has no components there' 'a component of a plain element'
planted $r '  need SV104 above 0' '  need SV104 over 0' "'over' is no test" 'a test that is none'
planted $r '  need SV104 above 0' '  need SV104 above nothing' "'nothing' is no number" 'a number that is none'
planted $r '  need SV104 above 0' '  need SV104 same units_of_line' "'units_of_line' is no value kept in this set" 'a value that nobody keeps'
planted $r '  need SV104 above 0' '  need SV104 after diagnoses' 'diagnoses is kept as another kind of value' 'a count that is compared as a day'
planted $r '  need SV104 above 0' '  need SV1 above 0' 'which element of SV1 is tested?' 'a test without element'
planted $r '  need SV104 above 0' '  need SV104 npi npi' "'npi' is too much" 'two tests in one'
planted $r '  need SV101-2 from 00100 to 01999' '  need SV101-2 from 00100' 'what is it compared with?' 'half a range'
planted $r '  when SV101-2 from 00100 to 01999' '  when SV101-2 is list=codes' 'there is no list codes/codes.txt' 'a list that is not there'
planted $r 'keep admitted in' 'keep admitted at 2300 first-day DTP[435]03' 'a kept value is written: keep NAME in' 'a kept value of nowhere'
planted $r 'keep admitted in' 'keep admitted in 2300 day DTP[435]03' "'day' is no kind of value" 'a kind of value that is none'
planted $r 'keep admitted in' 'keep admitted in 2400 first-day DTP[435]03' 'the loop of 837P has no such segment: DTP[435]03' 'a value of another loop'
planted $r 'keep admitted in' 'keep admitted in 2300 first-day DTP[435]03\nkeep begun in 2300 first-day DTP[431]03' 'no rule uses begun' \
    'a value that nobody needs' "$(($(line_of $r 'keep admitted in') + 1))"

# ---- A payer's variation

fresh
cat > "$tables/837P-TEST.txt" << 'TABLE'
set 837P-TEST Professional claims as the test wants them
like 837P
versions 005010X222A1

loop 2300 S 10 Claim Information
  CLM R 1 @1300 Claim Information
    01 R kept=10
    20 N
  REF R 1 @1800 Prior Authorization
  REF N 1 @1800 Care Plan Oversight
  DTP R 1 @1350 Death
    01 R qualifier [442]
    02 R [D8]
    03 R patient Date of Death

loop 2440 N 1 Form Identification Code
TABLE
cat > "$here/variation.c" << 'PROGRAM'
#include "edi/grammar.h"

#include <stdio.h>

static void print_loop(const struct grammar_set *set, const char *id)
{
    for (uint32_t l = set->root; grammar.loop[l].id != NULL; l++) {
        const struct grammar_loop *loop = &grammar.loop[l];
        if (strcmp(loop->id, id) != 0)
            continue;
        printf("%s max %d:", id, loop->max);
        for (uint32_t i = 0; i < loop->step_count; i++) {
            const struct grammar_step *step = &grammar.step[loop->steps + i];
            const struct grammar_segment *s = &grammar.segment[step->segment];
            if (step->loop != 0)
                printf(" [%s]", grammar.loop[step->loop].id);
            else if (strcmp(s->name, "Prior Authorization") == 0 || strcmp(s->name, "Death") == 0 ||
                     strcmp(s->name, "Care Plan Oversight") == 0)
                printf(" %s %d", s->name, s->usage);
        }
        const struct grammar_element *e =
            &grammar.element[grammar.segment[loop->opens].elements];
        printf(" first: kept %d, twentieth: usage %d\n", e[0].kept, e[19].usage);
        return;
    }
}

int main(void)
{
    bool base;
    const struct grammar_set *plain = grammar_named(TEXT("837P"));
    const struct grammar_set *varied = grammar_named(TEXT("837P-TEST"));
    printf("%s like %s, found by version: %s\n", varied->name, varied->like,
        grammar_find(TEXT("837"), TEXT("005010X222A1"), &base)->name);
    print_loop(plain, "2300");
    print_loop(varied, "2300");
    return 0;
}
PROGRAM
loops='[2310A] [2310B] [2310C] [2310D] [2310E] [2310F] [2320] [2400]'
vary() {
    compile > "$here/varied.c" &&
        gcc -std=c17 -I. -o "$here/variation" "$here/variation.c" "$here/varied.c" edi/grammar.c claims/base/text.c claims/base/err.c &&
        "$here/variation"
}
fact_says '837P-TEST like 837P, found by version: 837P' 'the version finds the set itself' vary
fact_says "2300 max 100: Prior Authorization 1 Care Plan Oversight 1 $loops first: kept 20, twentieth: usage 1" \
    'the set itself is as it was' vary
fact_says "2300 max 10: Death 2 Prior Authorization 2 $loops first: kept 10, twentieth: usage 0" \
    'the variation is amended, added to and taken from' vary
fact "nothing is left of the loop that was taken out" \
    bash -c "[ \$(grep -cF '\"2440\"' '$here/varied.c') = 1 ]"

# ---- A 999 says which of a rule's demands is not met

fresh
cat >> "$tables/rules/837P.txt" << 'RULE'

for 837P

rule of_three_demands reject
  at 2400/SV1
  need SV101-2 form 9*
  need SV104 below 100
  need no SV115
  source the test
  says one of three demands is not met
  do meet it
RULE
cat > "$here/demands.c" << 'PROGRAM'
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "tests/edi/check_files.h"

static void on_demand(void *context, const struct x12_finding *f)
{
    (void)context;
    if (strcmp(f->word, "of_three_demands") == 0)
        printf("%s: IK304 %s, IK403 %s\n", f->place.element, f->ik304, f->ik403);
}

int main(int count, char **edits)
{
    char room[FILE_BYTES];
    for (int i = 1; i < count; i++) {
        struct text file = make(0, edits[i], room);
        struct x12_check *check = x12_check_new((struct x12_check_handler){.finding = on_demand});
        x12_check_feed(check, file);
        x12_check_end(check);
        x12_check_free(check);
    }
    return 0;
}
PROGRAM
demands() {
    compile > "$here/varied.c" &&
        gcc -std=c17 -D_GNU_SOURCE -I. -o "$here/demands" "$here/demands.c" "$here/varied.c" edi/grammar.c edi/x12.c edi/x12_scan.c \
            edi/x12_look.c \
            edi/x12_envelope.c edi/x12_check*.c claims/base/{buf,date,err,ident,money,text}.c -lcmocka && "$here/demands" "$@"
}
fact_equal 'each demand has its own codes, and only that which failed is told' "SV101-2: IK304 8, IK403 I12
SV104: IK304 8, IK403 7
SV115: IK304 8, IK403 I13" \
    "$(demands 'SV1*HC:99213|SV1*HC:X9213*100*UN*1***1:2' 'SV1*HC:99213|SV1*HC:99213*100*UN*100***1:2' \
        'SV1*HC:99213|SV1*HC:99213*100*UN*1***1:2********0' 2>&1)"

# ---- What edi/grammar/README.md says

# The block of the README that begins with the line, without the indentation of a block.
example() { awk -v first="    $1" '$0 == first { on = 1 } on && !/^    / && NF { exit } on { print substr($0, 5) }' edi/grammar/README.md; }

fresh
example 'DTP S 1 @1350 Date of Death' | sed 's/^/  /' > "$here/segment"
awk -v file="$here/segment" '/^  PWK S 10 @1550/ { while ((getline line < file) > 0) print line } { print }' \
    edi/grammar/837P.txt > "$tables/837P.txt"
fact "the README's segment compiles" compile
fact_says '"Date of Death"' "and is in the tables" compile
fresh
example 'set 837P-EXAMPLE Professional claims as the example payer takes them' > "$tables/837P-EXAMPLE.txt"
fact "the README's variation compiles" compile
fact_says '"837P-EXAMPLE"' "and is in the tables" compile

fresh
rm "$tables"/rules/*
example 'for 837P 837D' > "$tables/rules/example.txt"
fact "the README's rules compile" compile
fact_says '"accident_date_missing","2300 DTP Accident Date' "and are in the tables" compile

variation() { # its text below the head, what it must say, fact
    fresh
    printf 'set 837P-TEST Test\n%b' "$1" > "$tables/837P-TEST.txt"
    fact_says "$2" "$3" compile
}
variation 'like 837X\n' '837X.txt:0: cannot be read' 'like a set that is not there'
variation 'like 837P\nloop 2300 S 1 Claim\n  REF N 1 @1800 Nothing\n' 'what is not used is left out' 'what the set has not cannot be taken out'
variation 'loop ST R 1 Set\nlike 837P\n' 'like stands before the first loop' 'like behind a loop'

facts_end
