#!/usr/bin/env bash
# README.md, the pages of docs/ and the READMEs of the rooms name what there is: pages and files, verbs and options, settings,
# targets of make; and the way of a cent in README.md leads through functions that stand where it says.
# shellcheck disable=SC2016 # backticks of a page
# shellcheck source=tests/facts.sh
. tests/facts.sh
# shellcheck source=tests/cli/verbs.sh
. tests/cli/verbs.sh
verbs=$(verbs_table "$PWD")
globals=$(program --help | sed -n '/^Options, before/,/^$/s/.*--\([a-z-]*\).*/\1/p' | xargs)
rooms='(claims|edi|rules|sql|jobs|cli|tests|scripts|docs|fixtures)'

# Those that are not there, of paths that stand one a line; they begin at one of the folders.
missing() { # folder...
    local path folder
    while IFS= read -r path; do
        for folder; do [ ! -e "$folder/$path" ] || continue 2; done
        echo "$path"
    done
}
links() { grep -oE '\]\([^)#: ]+' "$1" | cut -c3- | sort -u; }
# NAME, NN and the like stand for others.
files() { grep -oE '`[A-Za-z0-9_./-]+`' "$1" | tr -d '`' | grep -E "^$rooms/" | grep -vE '(^|[^A-Z])(NAME|NN|ROOM|FOLDER)' | sort -u; }

# What stands behind `cleanclaim` and is no verb, no sub-verb of it, or an option that it has not.
wrong_commands() { # page
    awk -v globals=" $globals " '
        NR == FNR { split($0, part, "|"); gsub(/\*/, "", part[2]); gsub(/=[^ ]*/, "", part[3])
            subs[part[1]] = " " part[2] " "; options[part[1]] = globals part[3] " "; next }
        {
            rest = $0
            while (match(rest, /(^|[ `(\/])cleanclaim [a-z0-9]+[^`|;>]*/)) {
                command = substr(rest, RSTART, RLENGTH)
                rest = substr(rest, RSTART + RLENGTH)
                sub(/^[^c]*/, "", command)
                sub(/   .*| && .*/, "", command)
                count = split(command, word, / /)
                sub(/[,.:]$/, "", word[2])
                verb = word[2]
                if (!(verb in subs)) { print "cleanclaim " verb; continue }
                sub(/[,.:]$/, "", word[3])
                if (word[3] ~ /^[a-z]/ && subs[verb] !~ /^ *$/ && subs[verb] !~ / \. / && index(subs[verb], " " word[3] " ") == 0)
                    print verb " " word[3]
                for (i = 3; i <= count; i++)
                    if (match(word[i], /^--[a-z-]+/) && index(options[verb], " " substr(word[i], 3, RLENGTH - 2) " ") == 0)
                        print verb " " substr(word[i], 1, RLENGTH)
            }
        }' <(echo "$verbs") "$1"
}
targets() { grep -oE '(^    |`)make [a-z][a-z-]+' "$1" | sed 's/.*make //' | sort -u; }
no_targets() {
    while IFS= read -r target; do grep -qE "^([a-z-]+ )*$target:" Makefile || echo "$target"; done
}
settings() { grep -oE '`\[[a-z]+\] [a-z_]+' "$1" | cut -c2- | sort -u; }
no_settings() {
    while read -r section key; do
        sed -n "/^\\$section\$/,/^\\[/p" docs/cleanclaim.conf.example | grep -q "^#$key =" || echo "$section $key"
    done
}

seen=0
for page in README.md docs/*.md */README.md */*/README.md; do
    fact_equal "$page leads to pages that there are" '' "$(links "$page" | missing "$(dirname "$page")")"
    fact_equal "and names files that there are" '' "$(files "$page" | missing . "$(dirname "$page")")"
    fact_equal "verbs with options that they have" '' "$(wrong_commands "$page")"
    fact_equal "targets of make" '' "$(targets "$page" | no_targets)"
    fact_equal "settings" '' "$(settings "$page" | no_settings)"
    seen=$((seen + $(links "$page" | wc -l) + $(files "$page" | wc -l) + $(targets "$page" | wc -l) + $(settings "$page" | wc -l)))
done
fact "there was something to see" test $seen -ge 100
# Each of the above finds what is wrong.
printf '%s\n' 'See [it](nowhere.md), `jobs/nowhere.c`, `cleanclaim held --paier X`, `cleanclaim hold`, `cleanclaim claim shew`.' \
    '`make nothing`, `[run] lock_minutes`, `cleanclaim held --payer AETNA`, `cleanclaim claim show`' > "$here/page.md"
fact_equal "a page that is not there is found" 'nowhere.md' "$(links "$here/page.md" | missing docs)"
fact_equal "a file" 'jobs/nowhere.c' "$(files "$here/page.md" | missing .)"
fact_equal "a verb, a sub-verb, an option" 'claim shew|cleanclaim hold|held --paier' "$(wrong_commands "$here/page.md" | sort | paste -sd '|')"
fact_equal "a target" 'nothing' "$(targets "$here/page.md" | no_targets)"
fact_equal "a setting" '[run] lock_minutes' "$(settings "$here/page.md" | no_settings)"

# ---- The way of a cent: file, function and words in three columns
way=$(sed -n '/^The way of a cent/,/^## /p' README.md | grep '^    ')
fact "there is a way of a cent" test "$(wc -l <<< "$way")" -ge 10
while read -r file function _; do
    [[ $function =~ ^[a-z_]+$ ]] || continue
    fact "$function stands in $file" grep -qE "^[a-z].*\b$function\(" "$file"
done <<< "$way"
fact_equal "its files are there" '' "$(grep -oE "$rooms/[a-z0-9_/]+\.(c|sql)" <<< "$way" | missing .)"

# ---- Files that comments of the sources name
fact_equal "files that sources name are there" '' "$(find claims edi rules sql jobs cli scripts -type f ! -name README.md -print0 |
    xargs -0 grep -hoE "\b$rooms(/[a-z0-9_.-]+)+\.(h|c|sql|def|md|sh|awk)\b" | sort -u | missing .)"
facts_end
