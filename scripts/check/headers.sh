#!/usr/bin/env bash
# Headers of the rooms: each public function is explained above the block it stands in, and begins with the
# name of its file, or with the first word of it where several files share that (config_keys.h: config_…).
# Each source file has a header, its own or that of its family (config_check.c: config.h).
. scripts/check/common.sh

functions() {
    code "$rooms.*\.h\$" | awk -F '\t' '
        function ends(    text, name) {
            text = declaration
            gsub(/__attribute__ *\(\(.*\)\)/, "", text)
            if (text !~ /\(/ || text ~ /typedef|_Static_assert/) return
            name = substr(text, 1, index(text, "(") - 1)
            sub(/ +$/, "", name)
            sub(/.*[^A-Za-z0-9_]/, "", name)
            if (name == "") return
            if (!explained && !remark)
                print $1 "\t" first "\tcomment\t" name " has no comment above it"
            if (index(name "_", base "_") != 1 && !(families[folder family] > 1 && index(name, family "_") == 1))
                print $1 "\t" first "\t" name "\t" name " does not begin with the name of its file"
        }
        $1 != file {
            file = $1
            folder = base = $1
            sub(/[^\/]*$/, "", folder)
            sub(/.*\//, "", base)
            sub(/\.h$/, "", base)
            family = base
            sub(/_.*/, "", family)
            depth = in_macro = explained = comments_only = 0
            declaration = ""
        }
        {
            text = $3
            remark = text ~ /\/\//
            sub(/\/\/.*/, "", text)
            if (in_macro || text ~ /^ *#/) { in_macro = text ~ /\\ *$/; next }
            if (depth == 0 && declaration ~ /^ *$/) {
                # A comment explains the block that it stands in, or that follows when it stands alone.
                if ($3 ~ /^ *$/) { if (!comments_only) explained = 0; comments_only = 0 }
                else if (text ~ /^ *$/) { if (!block) comments_only = 1; explained = 1 }
                else comments_only = 0
                block = $3 !~ /^ *$/ && !comments_only
                first = $2
                declaration = ""
            }
            n = length(text)
            for (i = 1; i <= n; i++) {
                c = substr(text, i, 1)
                if (depth == 0) {
                    if (c == ";" || c == "{") { ends(); declaration = "" }
                    else declaration = declaration c
                }
                if (c == "{") depth++
                if (c == "}") depth--
            }
            declaration = declaration " "
        }
        BEGIN {
            while (("ls claims/base/*.[ch] claims/*.[ch] edi/*.[ch] rules/*.[ch] sql/*.[ch] jobs/*.[ch] cli/*.[ch]" | getline path) > 0) {
                sub(/[_.][^\/]*$/, "", path)
                families[path]++
            }
        }'
}

orphans() {
    files "$rooms.*\.c\$" | while IFS= read -r file; do
        case $file in cli/main.c | cli/*_verb.c) continue ;; esac
        name=${file%.c}
        until [ -f "$name.h" ]; do
            case ${name##*/} in
            *_*) name=${name%_*} ;;
            *)
                printf '%s\t1\t%s\t%s\n' "$file" header "there is no header of this name"
                break
                ;;
            esac
        done
    done
}

{ functions; orphans; } | report headers
