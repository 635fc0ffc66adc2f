# verbs: the table of verbs, as cli/main.c has it; to be sourced. One line each: NAME|SUB-VERBS|OPTIONS.
# shellcheck shell=bash
verbs_table() { # root of the project
    { sed -n '/^static const struct verb verbs/,/{0}/p' "$1/cli/main.c" | tr -s '\n ' ' ' && echo; } | sed 's/" "//g; s/{"/\n"/g' |
        sed -nE 's/^"([a-z0-9]+)", ("([^"]*)"|NULL), ("([^"]*)"|NULL),.*/\1|\3|\5/p'
}
