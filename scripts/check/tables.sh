#!/usr/bin/env bash
# The tables as the migrations make them: keys that begin with org_id, no triggers, no foreign keys on bulk tables,
# no money in floating point (tables.sql).
. scripts/check/common.sh
. scripts/check/database.sh
trap database_drop EXIT

{
    database_make
    ask "$database" -F "$(printf '\t')" -f scripts/check/tables.sql |
        awk -F '\t' -v schema="$(files '^sql/(schema|floor)/.*\.sql$' | xargs -r grep -nHE '^CREATE TABLE ')" '
            BEGIN {
                n = split(schema, row, "\n")
                for (i = 1; i <= n; i++) {
                    split(row[i], part, ":")
                    sub(/^CREATE TABLE (IF NOT EXISTS )?/, "", part[3])
                    sub(/[ (].*/, "", part[3])
                    place[part[3]] = part[1] "\t" part[2]
                }
            }
            { print ($1 in place ? place[$1] : "scripts/check/tables.sql\t1") "\t" $1 "\t" $1 ": " $2 }'
} | report tables
