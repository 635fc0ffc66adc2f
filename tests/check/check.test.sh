#!/usr/bin/env bash
# Each check of make check finds what it is for, in its place, and nothing else: violations of every kind are
# planted in a copy of the tree, and what the checks then say more than before must be exactly those.
# shellcheck source=tests/facts.sh
. tests/facts.sh

tree=$here/tree
mkdir "$tree"
bash -c '. scripts/check/common.sh && files . | tar -cf - -T -' | tar -xf - -C "$tree"

checks=(arrows libraries calls outside headers rooms text secrets codes sql)
with() { # check, whether it can run here, why not
    if [ "$2" = yes ]; then checks+=("$1"); else fact_skipped "$1" "$3"; fi
}
has() { command -v "$1" > /dev/null && echo yes; }
with format "$(has clang-format)" "clang-format is not installed"
with shell "$(has shellcheck)" "shellcheck is not installed"
with statements "${CLEANCLAIM_TEST_HOST:+yes}" "no server is named"
with tables "${CLEANCLAIM_TEST_HOST:+yes}" "no server is named"

# What the checks say, a line each: CHECK FILE:LINE: SENTENCE; and each that fails: CHECK failed.
say() {
    (cd "$tree" && BUILD=$build scripts/check.sh "${checks[@]}") |
        awk '/^FAILED / { print $2 " failed" } /^(ok|FAILED) / { check = $2 }
            /^        / { sub(/^ +/, ""); print check " " $0 }' | LC_ALL=C sort
}
say > "$here/before"

# Writes the input to a file of the copy.
put() { mkdir -p "$(dirname "$tree/$1")" && cat > "$tree/$1"; }
# What must be found, and nothing besides: check, FILE:LINE, a part of the sentence, the fact.
: > "$here/wanted"
plant() { printf '%s %s:\t%s\t%s\n' "$1" "$2" "$3" "$4" >> "$here/wanted"; }

# ---- Arrows

put edi/planted.h <<< '#include "rules/field.h"'
plant arrows edi/planted.h:1 'edi may not include rules/field.h' 'edi may not include rules'
put rules/planted.h <<< '#include "sql/db.h"'
plant arrows rules/planted.h:1 'rules may not include sql/db.h' 'rules may not include sql'
put sql/planted.h <<< '#include "edi/x12.h"'
plant arrows sql/planted.h:1 'sql may not include edi/x12.h' 'sql may not include edi'
put claims/planted.h <<< '#include "edi/x12.h"'
plant arrows claims/planted.h:1 'claims may not include edi/x12.h' 'claims may not include edi'
put claims/base/planted.h <<< '#include "claims/claim.h"'
plant arrows claims/base/planted.h:1 'claims/base may not include claims/claim.h' 'the base may not include claims'
put jobs/planted.h <<< '#include "cli/verb.h"'
plant arrows jobs/planted.h:1 'jobs may not include cli/verb.h' 'jobs may not include cli'
put cli/planted.h <<< '#include "tests/database.h"'
plant arrows cli/planted.h:1 'cli may not include tests/database.h' 'nothing may include tests'
put claims/planted_made.h <<< '#include "sql_statements.h"'
plant arrows claims/planted_made.h:1 'claims may not include sql_statements.h' 'the made header of statements counts as sql'
put edi/x12_planted.h <<< '#include "claims/claim.h"'
plant arrows edi/x12_planted.h:1 'the floor of edi may include only' 'the floor of edi may not include claims'
put rules/planted_path.h << 'END'
// "rules/field.h" is no include in a comment: #include "edi/x12.h"
#include "../claims/claim.h"

#include "field.h"

#include <rules/field.h>

#include "rules/field.c"
END
plant arrows rules/planted_path.h:2 '"../claims/claim.h" is a relative path' 'an include by relative path is found'
plant arrows rules/planted_path.h:4 '"field.h" names no room' 'an include without its room is found'
plant arrows rules/planted_path.h:6 'include it in quotes' 'a header of ours in angle brackets is found'
plant libraries rules/planted_path.h:6 'belongs to no library' 'and is no library'
plant arrows rules/planted_path.h:8 'only headers are included' 'an included source file is found'

# ---- Libraries

put jobs/planted_library.h << 'END'
#include <libpq-fe.h>
#include <openssl/evp.h>
#include <stdlib.h>
#include <unheard/of.h>
END
plant libraries jobs/planted_library.h:1 'included by sql/db.c only' 'a second module with libpq is found'
plant libraries jobs/planted_library.h:2 'included by claims/base/digest.c only' 'a second module with OpenSSL is found'
plant libraries jobs/planted_library.h:4 'belongs to no library' 'an unknown library is found'
put sql/planted_test.h <<< '#include <cmocka.h>'
plant libraries sql/planted_test.h:1 'included by tests/ only' 'cmocka outside tests is found'

# ---- Calls

put jobs/planted_calls.h << 'END'
// Words in comments do not count: atoi(x), double.
static inline int planted_calls(char *out, const char *in)
{
    const char *text = "nor in strings: strcpy(out, in) float";
    int n = atoi(in);
    sprintf(out, "%d", n);
    n += planted->atoi(text) + my_strtok(in);
    strncpy(out, in, 3);
    n += (int)strtol(in, 0, 10);
    return n + (int)(double)n;
}
END
plant calls jobs/planted_calls.h:5 'atoi is banned' 'atoi is found'
plant calls jobs/planted_calls.h:6 'sprintf is banned' 'sprintf is found'
plant calls jobs/planted_calls.h:8 'strncpy is banned' 'strncpy is found'
plant calls jobs/planted_calls.h:9 'strtol is banned' 'strtol is found'
plant calls jobs/planted_calls.h:10 'double is banned' 'floating point is found'
put tests/planted.h << 'END'
static double planted_may;
static int planted_must = system("true");
END
plant calls tests/planted.h:2 'system is banned' 'a banned call in a test is found, floating point is not'

# ---- The outside

put rules/planted_outside.h << 'END'
// It takes fopen("x") and time(0) as words only.
static inline void planted_outside(struct reader *reader)
{
    FILE *f = fopen("fopen(x)", "r");
    int64_t now = time(NULL);
    reader->read(reader->open);
    const char *home = getenv("HOME");
}
END
plant outside rules/planted_outside.h:4 'fopen touches what is outside' 'a file opened in rules is found'
plant outside rules/planted_outside.h:5 'time touches what is outside' 'the clock in rules is found'
plant outside rules/planted_outside.h:7 'getenv touches what is outside' 'the environment in rules is found'

# ---- Headers

put jobs/planted_headers.h << 'END'
// Of one block.
bool planted_headers_first(void);
bool planted_headers_second(void);

bool planted_headers_bare(int a);

bool planted_headers_remark(void); // explained here
bool planted_headers_other(void);

// ---- A group of them.

bool planted_headers_third(void);

// Explained, by another name.
bool other_name(void) __attribute__((format(printf, 1, 2)));

struct planted {
    bool (*function)(void);
};
END
plant headers jobs/planted_headers.h:5 'planted_headers_bare has no comment' 'a function without a comment is found'
plant headers jobs/planted_headers.h:8 'planted_headers_other has no comment' 'the remark of another function is none'
plant headers jobs/planted_headers.h:15 'other_name does not begin with' 'a function of another name than its file is found'
put jobs/orphan_planted.c <<< 'int orphan;'
plant headers jobs/orphan_planted.c:1 'there is no header' 'a source file without a header is found'

# ---- Rooms

rm -f "$tree/claims/README.md"
plant rooms claims/README.md:1 'no README.md' 'a room without a README is found'
seq 26 | put rules/README.md
plant rooms rules/README.md:26 'it has 26 lines' 'a README that is too long is found'

# ---- Text

{
    echo '// clang-format off'
    printf '// %098d\n// %097d…\n// %096d…\n' 0 0 0
    printf 'int trailing; \n\tint tab;\n'
    echo '// TO''DO: FIX''ME later; AXX''X and mkstemp XX''XXXX are none'
    printf 'int last;'
} | put edi/planted_text.h
plant text edi/planted_text.h:2 'has 101 columns' 'a line of 101 columns is found'
plant text edi/planted_text.h:3 'has 101 columns' 'characters are counted, not bytes'
plant text edi/planted_text.h:5 'blanks at the end' 'blanks at the end of a line are found'
plant text edi/planted_text.h:6 'a tab' 'a tab is found'
plant text edi/planted_text.h:7 'left to do' 'what is left to do is found'
plant text edi/planted_text.h:8 'no line break' 'a last line without its break is found'
for _ in $(seq 801); do echo '//'; done | put edi/planted_long.h
plant text edi/planted_long.h:801 'more than 800 lines' 'a file of 801 lines is found'
head -n 800 "$tree/edi/planted_long.h" | put edi/planted_not_long.h

# ---- Format and scripts

put edi/planted_format.h << 'END'
struct planted {
  int x;
};
END
plant format edi/planted_format.h:1 'run make format' 'a file that is not formatted is found'
put scripts/planted.sh << 'END'
#!/usr/bin/env bash
x=$1
rm $x
END
plant shell scripts/planted.sh:3 'SC2086' 'what shellcheck says is found'
put docs/planted << 'END'
#!/bin/sh
[ $1 = 2 ]
END
plant shell docs/planted:2 'SC2086' 'a script is known by its first line'

# ---- Secrets

{
    echo "See /ho""me/somebody/notes; ~/home/x, src/root/x and /rooted are none."
    echo "Write to somebody@clinic""mail.com; nobody@example.com and cleanclaim@.service are none."
    echo "From https://registry.np""mjs.org/left."
} | put docs/planted.md
plant secrets docs/planted.md:1 'a folder of one machine' 'a folder of one machine is found'
plant secrets docs/planted.md:2 'an e-mail address' 'an e-mail address is found'
plant secrets docs/planted.md:3 'a package registry' 'a package registry is found'

# ---- Finding codes

echo 'FINDING(planted_code, INFO, 0, "nothing", "nothing")' >> "$tree/claims/finding_codes.def"
plant codes "claims/finding_codes.def:$(wc -l < "$tree/claims/finding_codes.def")" 'nothing finds planted_code' \
    'a finding code that nothing finds is named'

# ---- SQL: its text

{
    for name in bare clock change count text loose script twice; do
        echo "extern const struct sql sql_planted_$name;"
    done
    echo 'static const char *planted = "UPDATE ledger_entry SET amount = 0";'
} | put jobs/planted_sql.h
plant sql jobs/planted_sql.h:9 'never changed' 'a change of the ledger in C is found'
put sql/planted/bare.sql <<< 'SELECT 1'
plant sql sql/planted/bare.sql:1 'does not begin with a comment' 'a statement without a comment is found'
put sql/planted/dead.sql << 'END'
-- Nobody asks.
SELECT 1
END
plant sql sql/planted/dead.sql:1 'nothing uses sql_planted_dead' 'a statement that nothing uses is found'
put sql/planted/clock.sql <<< "-- Not now(), as a comment may say, nor 'now()' in a string, nor a column named time.
SELECT 'now()', 1 AS time,
    now(), current_date,
    'today'::date,
    1::real"
plant sql sql/planted/clock.sql:3 'now asks the clock' 'now() is found'
plant sql sql/planted/clock.sql:3 'current_date asks the clock' 'current_date is found'
plant sql sql/planted/clock.sql:4 'the string asks the clock' 'a date that is the word today is found'
plant sql sql/planted/clock.sql:5 'real is floating point' 'floating point in SQL is found'
put sql/planted/change.sql << 'END'
-- What must not be changed. UPDATE ledger_entry in a comment may stand.
WITH a AS (UPDATE ONLY ledger_entry SET amount = 1 RETURNING 1),
b AS (DELETE FROM
    event WHERE false RETURNING 1),
c AS (INSERT INTO chain_link SELECT * FROM chain_link WHERE false
    ON CONFLICT (org_id, link_no) DO UPDATE SET events = 0 RETURNING 1),
d AS (INSERT INTO chain_head SELECT * FROM chain_head WHERE false
    ON CONFLICT (org_id) DO UPDATE SET link_no = 0 RETURNING 1),
e AS (SELECT 1 FROM event WHERE false FOR UPDATE)
SELECT 1
END
plant sql sql/planted/change.sql:2 'rows of ledger_entry' 'UPDATE of the ledger is found'
plant sql sql/planted/change.sql:4 'rows of event' 'DELETE of events is found'
plant sql sql/planted/change.sql:6 'rows of chain_link' 'ON CONFLICT DO UPDATE of the chain is found'

# ---- SQL: what the server says

put sql/planted/text.sql << 'END'
-- Its caller passes a text.
SELECT 1
FROM run WHERE run_id = $1
END
put sql/planted/count.sql << 'END'
-- Its caller passes one.
SELECT 1 FROM run WHERE run_id = $1 AND job = $2
END
put sql/planted/loose.sql << 'END'
-- Two things are wrong, the first is told.
SELECT run_id,
    no_such_column FROM run
END
put sql/planted/script.sql << 'END'
-- Several commands.
ANALYZE run;
ANALYZE no_such_table
END
put sql/planted/twice.sql << 'END'
-- Where two tables of C say the same name: see jobs/planted_sql.c.
SELECT digest FROM stage_planted
END
put sql/report/99_planted.sql << 'END'
-- title: Planted
-- parameters: organisation, day
SELECT 1 WHERE $1 = 1
    AND $2 = 'x'::text
END
put jobs/planted_words.h << 'END'
// Planted.
#define PLANTED_WORDS(w) DB_TEXT((w).codes), DB_I64((w).count)
END
put jobs/planted_sql.c << 'END'
#include "jobs/planted_sql.h"

#include "sql/copy.h"

static const struct copy_column columns[] = {{"digest", COPY_BYTES}};
static const struct copy_table table = {"stage_planted", columns, 1};
static const struct copy_table again = {"stage_planted", columns, 1};

static bool planted(struct db *db, struct text name, struct err *err)
{
    const struct db_arg text = DB_TEXT(name);
    const struct db_arg args[] = {DB_I64(1), DB_TEXT(name)};
    return db_run(db, &sql_planted_text, DB_ARGS(text), NULL, err) &&
           db_run(db, &sql_planted_count, DB_ARGS(DB_I64(f(1, 2))), NULL, err) &&
           db_run(db, &sql_planted_count, args, 2, NULL, err) &&
           db_run(db, &sql_planted_count, DB_ARGS(PLANTED_WORDS(name)), NULL, err) &&
           db_run(db, &sql_planted_loose, DB_NO_ARGS, NULL, err);
}
END
plant statements sql/planted/text.sql:3 'operator does not exist: bigint = text' 'a parameter of the wrong type is found'
plant statements jobs/planted_sql.c:14 'has 2 parameters, 1 are passed' 'a missing parameter is found'
plant statements sql/planted/count.sql:2 'operator does not exist: bigint = text' 'a macro of arguments is taken apart'
plant statements sql/report/99_planted.sql:4 'operator does not exist: date = text' 'the header of a report types its parameters'
plant statements sql/planted/loose.sql:3 'column "no_such_column" does not exist' 'an unknown column is found by its line'
plant statements sql/planted/script.sql:3 'relation "no_such_table" does not exist' 'what is executed is found by its line'
plant statements jobs/planted_sql.c:1 'relation "stage_planted" already exists' 'a staging table of two makers is found'

# ---- Tables

put sql/schema/9901_planted.sql << 'END'
-- Against the rules of the schema, one table each.
CREATE TABLE planted_key (org_id bigint NOT NULL, id bigint, PRIMARY KEY (id, org_id));
CREATE TABLE planted_org (id bigint PRIMARY KEY);
CREATE TABLE planted_bare (org_id bigint NOT NULL);
CREATE TABLE planted_money (org_id bigint PRIMARY KEY, cents numeric NOT NULL);
CREATE TABLE planted_moment (org_id bigint PRIMARY KEY, at timestamp NOT NULL);
CREATE TABLE planted_identity (org_id bigint, id integer GENERATED ALWAYS AS IDENTITY, PRIMARY KEY (org_id, id));
CREATE TABLE planted_parent (org_id bigint PRIMARY KEY REFERENCES organisation);
CREATE TABLE planted_trigger (org_id bigint PRIMARY KEY);
CREATE TRIGGER planted BEFORE UPDATE ON planted_trigger EXECUTE FUNCTION suppress_redundant_updates_trigger();
CREATE TABLE planted_rule (org_id bigint PRIMARY KEY);
CREATE RULE planted AS ON DELETE TO planted_rule DO INSTEAD NOTHING;
CREATE TABLE planted_good (org_id bigint, id bigint GENERATED ALWAYS AS IDENTITY, PRIMARY KEY (org_id, id));
END
plant tables sql/schema/9901_planted.sql:2 'does not begin with org_id' 'a key that does not begin with org_id is found'
plant tables sql/schema/9901_planted.sql:3 'needs a column org_id' 'a table without org_id is found'
plant tables sql/schema/9901_planted.sql:3 'planted_org_pkey does not begin with org_id' 'and its key'
plant tables sql/schema/9901_planted.sql:4 'no primary key' 'a table without a primary key is found'
plant tables sql/schema/9901_planted.sql:5 'cents is numeric' 'money that is not bigint is found'
plant tables sql/schema/9901_planted.sql:6 'at is timestamp without time zone' 'a moment without its zone is found'
plant tables sql/schema/9901_planted.sql:7 'an identity, but not bigint' 'a small identity is found'
plant tables sql/schema/9901_planted.sql:8 'foreign key' 'a foreign key is found'
plant tables sql/schema/9901_planted.sql:9 'trigger planted' 'a trigger is found'
plant tables sql/schema/9901_planted.sql:11 'rule planted' 'a rule is found'

# ---- Exceptions

echo 'outside claims/base/log.c fopen no longer' >> "$tree/scripts/check/exceptions.txt"
plant outside "scripts/check/exceptions.txt:$(wc -l < "$tree/scripts/check/exceptions.txt")" 'nothing needs this' \
    'an exception that nothing needs is found'

# ---- What they say now

say > "$here/after"
LC_ALL=C comm -13 "$here/before" "$here/after" > "$here/more"
sed -i '/ failed$/d' "$here/more"

while IFS=$'\t' read -r place sentence name; do
    case " ${checks[*]} " in *" ${place%% *} "*) ;; *) continue ;; esac
    if grep -F -- "$place" "$here/more" | grep -qF -- "$sentence"; then
        fact_holds "$name"
        grep -vxF -- "$(grep -F -- "$place" "$here/more" | grep -F -m 1 -- "$sentence")" "$here/more" > "$here/rest"
        mv "$here/rest" "$here/more"
    else
        grep -F -- "${place%:*}" "$here/after" > "$facts_out"
        fact_fails "$name" "nothing says: $place $sentence"
    fi
done < "$here/wanted"
fact_equal "nothing else is found" "" "$(cat "$here/more")"

# ---- Alone

for check in "${checks[@]}"; do
    [ "$check" = codes ] || fact "$check fails" grep -qx "$check failed" "$here/after"
done

fact_equal "the tree itself passes" "" "$(grep -v "^codes " "$here/before")"
fact_exit 2 "an unknown check is refused" scripts/check.sh no_such_check
check_one() { (cd "$tree" && BUILD=$build scripts/check.sh "$@"); }
fact_exit 0 "a check that only warns does not" check_one codes

if [ -n "${CLEANCLAIM_TEST_HOST:-}" ]; then
    put sql/schema/9902_planted.sql << 'END'
-- It cannot be applied.
CREATE TABLE planted_broken (org_id bigint PRIMARY KEY);
CREATE INDEX planted_broken_x ON planted_broken (x);
END
    fact_says 'sql/schema/9902_planted.sql:3: column "x" does not exist' "a migration that cannot be applied is found" \
        check_one statements
fi

facts_end
