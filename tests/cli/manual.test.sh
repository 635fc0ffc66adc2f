#!/usr/bin/env bash
# The manual page and the manual of billing staff: all verbs and options are in the page, formatters take it without a
# warning, and what the manuals name is there.
# shellcheck source=tests/facts.sh
. tests/facts.sh
# shellcheck source=tests/cli/verbs.sh
. tests/cli/verbs.sh
page=docs/cleanclaim.1

# ---- The page
while IFS='|' read -r verb subs options; do
    fact "verb '$verb' is in the manual page" grep -qE "^\.(It )?Cm $verb( |$)" $page
    for word in $subs; do
        [ "$word" = . ] || fact "'$verb ${word%\*}' too" grep -qE "^\.(It )?Cm $verb (.*[ |])?${word%\*}( |$)" $page
    done
    for word in $options; do
        fact "'$verb --${word%%=*}' too" grep -qE "Fl -${word%%=*}( |$)" $page
    done
done < <(verbs_table "$PWD")
globals=$(program --help | sed -n '/^Options, before/,/^$/s/.*--\([a-z-]*\).*/\1/p')
fact "there are options of all verbs" test "$(wc -w <<< "$globals")" -ge 9
for option in $globals; do fact "--$option is in the manual page" grep -qE "Fl (. , )?-$option( |$)" $page; done
known=$(printf '%s\n' "$globals" "$(verbs_table "$PWD" | cut -d'|' -f3 | tr ' ' '\n' | sed 's/=.*//')" | sort -u)
fact_equal "and no option that there is not" '' \
    "$(comm -23 <(grep -oE 'Fl -[a-z0-9-]+' $page | cut -c5- | sort -u) <(echo "$known"))"
for name in CLEANCLAIM_CONF PGPASSWORD; do fact "variable $name" grep -q "^.It Ev $name" $page; done
for code in 0 1 2 3; do fact "exit code $code" grep -q "^.It $code\$" $page; done
if [ -n "$(type -P mandoc)" ]; then
    fact_equal "mandoc has no warning" '' "$(mandoc -Tlint -W warning $page 2>&1)"
else
    fact_skipped "mandoc" "it is not installed"
fi
if [ -n "$(type -P groff)" ]; then
    fact_equal "groff has none" '' "$(groff -mdoc -Tutf8 -ww -z $page 2>&1)"
else
    fact_skipped "groff" "it is not installed"
fi

# ---- The list of finding codes
fact "docs/finding-codes.md has the codes that there are" scripts/finding_codes.sh --check
fact_equal "each of them" "$(grep -c '^FINDING(' claims/finding_codes.def)" \
    "$(sed '1,/<!-- tables -->/d' docs/finding-codes.md | grep -c '^| [a-z0-9_]* | \(reject\|hold\|warn\|info\) |')"

# ---- What x12 check finds
fact "docs/x12-check.md has what the validator can find" scripts/x12_check.sh --check
codes=$(($(grep -cE '^(CHECK|FAULT)_CODE\(' edi/x12_check_codes.def) + $(cat edi/grammar/rules/*.txt | grep -c '^rule ')))
fact_equal "each code and rule" "$codes" \
    "$(sed '1,/<!-- tables -->/d' docs/x12-check.md | grep -c '^| [a-z0-9_]* | \(reject\|warn\|info\) | [1-5] | [^|]* | [^|]* |')"

facts_end
