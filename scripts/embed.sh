#!/usr/bin/env bash
# Turns the files that the program carries into C: every sql/FOLDER/NAME.sql becomes `sql_FOLDER_NAME`
# (struct sql) in sql_statements.{h,c}; help texts, templates and mappings become named bytes in
# files.{h,c}. Run by make; FOLDER and NAME are the only naming there is.
set -euo pipefail
out=$1

# The bytes of standard input as a C array initialiser (signed, as char is), with a closing NUL.
bytes() {
    od -An -v -td1 | sed -E 's/ +/,/g; s/^,//; s/$/,/'
    echo 0
}

{
    echo '// Made by scripts/embed.sh.'
    echo '#ifndef EMBED_SQL_STATEMENTS_H'
    echo '#define EMBED_SQL_STATEMENTS_H'
    echo '#include "sql/db.h"'
    for file in sql/*/*.sql; do
        name=${file#sql/}; name=${name%.sql}; id=sql_${name//[\/.-]/_}
        echo "extern const struct sql $id;"
    done
    echo 'extern const struct sql *const sql_all[]; // every statement; a NULL ends the list'
    echo 'extern const struct sql *const sql_migrations[]; // schema/0001_… and its verify, in turn; NULL ends it'
    echo '#endif'
} > "$out/sql_statements.h"

{
    echo '// Made by scripts/embed.sh.'
    echo '#include "sql_statements.h"'
    all=() migrations=()
    for file in sql/*/*.sql; do
        name=${file#sql/}; name=${name%.sql}; id=sql_${name//[\/.-]/_}
        echo "static const char text_${id}[] = {"
        bytes < "$file"
        echo '};'
        echo "const struct sql $id = {\"$name\", text_$id};"
        case $name in
            schema/*.verify) ;;
            schema/*) migrations+=("$id" "${id}_verify") ;;
            *) all+=("$id") ;;
        esac
    done
    echo 'const struct sql *const sql_all[] = {'
    printf '    &%s,\n' "${all[@]}"
    echo '    0};'
    echo 'const struct sql *const sql_migrations[] = {'
    printf '    &%s,\n' "${migrations[@]}"
    echo '    0};'
} > "$out/sql_statements.c"

shopt -s nullglob
files=(cli/help/*.txt jobs/templates/* fixtures/mappings/*)
{
    echo '// Made by scripts/embed.sh.'
    echo '#ifndef EMBED_FILES_H'
    echo '#define EMBED_FILES_H'
    echo '#include "claims/base/text.h"'
    echo 'struct embedded_file { const char *name; struct text content; };'
    echo 'extern const struct embedded_file embedded_files[]; // a NULL name ends the list'
    echo '#endif'
} > "$out/files.h"
{
    echo '// Made by scripts/embed.sh.'
    echo '#include "files.h"'
    n=0
    for file in "${files[@]}"; do
        echo "static const char file_$((n++))[] = {"
        bytes < "$file"
        echo '};'
    done
    echo 'const struct embedded_file embedded_files[] = {'
    n=0
    for file in "${files[@]}"; do
        echo "    {\"$file\", {file_$n, sizeof(file_$n) - 1}},"
        n=$((n + 1))
    done
    echo '    {0}};'
} > "$out/files.c"
