#!/usr/bin/env bash
# x12 split: files into a folder, nothing overwritten, nothing left of a file that is not sound. What the pieces hold:
# tests/edi/x12_split_test.c.
# shellcheck disable=SC2317 # functions that fact calls
# shellcheck source=tests/facts.sh
. tests/facts.sh
claims=tests/cli/x12/claims.837 payment=tests/cli/x12/payment.835

fact "a file of two claims" program x12 split --into="$here/a" --claims=1 $claims
fact_equal "becomes two files" "000001.x12 000002.x12" "$(cd "$here/a" && echo ./* | sed 's|\./||g')"
fact "which are valid" program x12 check "$here/a/000001.x12" "$here/a/000002.x12"
fact_equal "with a claim each" "C100 C200" "$(sed -n 's/^CLM\*\([^*]*\).*/\1/p' "$here/a"/* | xargs)"
fact_equal "and the control numbers of the source" "$(sed -n 's/^IEA\*1\*//p' $claims)" \
    "$(sed -n 's/^IEA\*1\*//p' "$here/a"/* | sort -u)"
fact_equal "that only the owner may read" "600 600" "$(stat -c %a "$here/a"/* | xargs)"
fact_exit 2 "nothing is overwritten" program x12 split --into="$here/a" --claims=1 $claims
fact_says "is there already" "and that is said" program x12 split --into="$here/a" $claims

fact "control numbers anew" program x12 split --into="$here/b" --claims=1 --control=500 $claims
fact_equal "one more for each file" "000000500~ 000000501~" "$(sed -n 's/^IEA\*1\*//p' "$here/b"/* | xargs)"
fact_equal "in the group too" "500~ 501~" "$(sed -n 's/^GE\*1\*//p' "$here/b"/* | xargs)"

fact "one piece from standard input" bash -c "'$build/cleanclaim' x12 split --into='$here/c' < $claims"
fact "is the file again" cmp $claims "$here/c/000001.x12"
fact_equal "--json prints an object a file" '"claims":1' \
    "$(program x12 split --json --into="$here/d" --claims=1 $claims | sed -n '2s/.*\("claims":1\)}.*/\1/p')"

fact_exit 1 "claims of a remittance are not split" program x12 split --into="$here/e" --claims=1 $payment
fact "it stays whole" cmp $payment "$here/e/000001.x12"
fact_says 'of transaction set 000000042/42/0001, 2 claims' "claims are counted of whole sets, too" \
    program x12 split --into="$here/h" $claims
fact_says ', 2 claims' "of a remittance as well" program x12 split --into="$here/i" $payment

# A level that hangs from none, and no levels: whose claim is it?
sed 's/^HL\*3\*1\*22/HL*3*9*22/' $claims > "$here/orphan.837"
sed 's/^SE\*43/SE*40/; /^HL\*/d' $claims > "$here/flat.837"
for bad in orphan flat; do
    fact_exit 1 "$bad: claims that hang from nobody" program x12 split --claims=1 --into="$here/$bad" "$here/$bad.837"
    fact_equal "$bad: nothing is left" "" "$(ls -A "$here/$bad")"
    fact_says "claims hang from no subscriber" "$bad: and why is said" program x12 split --claims=1 --into="$here/$bad" "$here/$bad.837"
    fact "$bad: the whole set is written" program x12 split --into="$here/$bad" "$here/$bad.837"
done

# Members of an archive: one after the other, names and control numbers go on.
if type -P zip > /dev/null; then
    cp $claims "$here/one.837" && cp $claims "$here/two.837"
    (cd "$here" && zip -q both.zip one.837 two.837)
    fact "an archive" program x12 split --into="$here/zip" --claims=1 --control=500 "$here/both.zip"
    fact_equal "becomes files that are numbered on" "000001.x12 000002.x12 000003.x12 000004.x12" "$(cd "$here/zip" && echo ./* | sed 's|\./||g')"
    fact_equal "with the claims of both" "C100 C200 C100 C200" "$(sed -n 's/^CLM\*\([^*]*\).*/\1/p' "$here/zip"/* | xargs)"
    fact_equal "and control numbers of their own" "000000500~ 000000501~ 000000502~ 000000503~" \
        "$(sed -n 's/^IEA\*1\*//p' "$here/zip"/* | xargs)"
else
    fact_skipped "an archive" "zip is not installed"
fi

fact_exit 1 "a file cut off" bash -c "head -n -2 $claims | '$build/cleanclaim' x12 split --into='$here/f' --claims=1"
fact_equal "leaves nothing" "" "$(ls -A "$here/f")"
fact_exit 3 "there is no --dry-run of it" program x12 split --dry-run --into="$here/dry" $claims
fact "and nothing was made" test ! -e "$here/dry"
fact_exit 3 "no folder" program x12 split $claims
fact_exit 3 "no claims" program x12 split --into="$here/g" --claims=0 $claims
fact_exit 2 "a file that is not there" program x12 split --into="$here/g" "$here/none.837"
facts_end
