#!/usr/bin/env bash
# x12 stat: what two files hold, counted by hand or by other means.
# shellcheck source=tests/facts.sh
. tests/facts.sh
claims=tests/cli/x12/claims.837 payment=tests/cli/x12/payment.835

row() { # file, part, key: count,claims,lines,charge,paid,adjusted
    program x12 stat --csv "$1" 2> "$here/log" | tr -d '\r' | awk -F, -v part="$2" -v key="$3" '
        $2 == part && $3 == key { print $(NF - 5) "," $(NF - 4) "," $(NF - 3) "," $(NF - 2) "," $(NF - 1) "," $NF }'
}
fact "a good file" program x12 stat $claims
fact_equal "bytes: the size of the file" "$(wc -c < $claims)" "$(row $claims total bytes | cut -d, -f1)"
fact_equal "segments" "$(wc -l < $claims)" "$(row $claims total segments | cut -d, -f1)"
fact_equal "claims, lines and charges: 150 + 80" 2,2,3,230.00,0.00,0.00 "$(row $claims total claims)"
fact_equal "by set" 1,2,3,230.00,0.00,0.00 "$(row $claims set '837 005010X222A1')"
fact_equal "by partner" 1,2,3,230.00,0.00,0.00 "$(row $claims partner 'ELMSTREET to CHOUSE')"
fact_equal "by payer" "1,1,2,150.00,0.00,0.00 1,1,1,80.00,0.00,0.00" "$(row $claims payer PRAIRIE1) $(row $claims payer MEDIC1)"
for id in NM1 REF SV1 HL; do
    fact_equal "segments $id" "$(grep -c "^$id\*" $claims)" "$(row $claims segment $id | cut -d, -f1)"
done
fact_equal "a remittance: 150 + 60 charged, 100 + 40 paid, 30 + 20 and 20 adjusted" 2,2,3,210.00,140.00,70.00 "$(row $payment total claims)"
fact_equal "its payment" 1,0,0,0.00,135.50,0.00 "$(row $payment total payments)"
fact_equal "CO-45: 20 + 10 + 20" 3,0,0,0.00,0.00,50.00 "$(row $payment adjustment CO-45)"
fact_equal "PLB" 1,0,0,0.00,0.00,4.50 "$(row $payment adjustment PLB-WO)"
fact_says 'PLB-WO        overpayment recovery' "reasons have their meaning" program x12 stat $payment
fact_says '{"file":"tests/cli/x12/claims.837","part":"payer","key":"MEDIC1","name":"STATE MEDICARE","count":1,"claims":1,"lines":1,"charge_cents":8000' \
    "--json prints an object a row" program x12 stat --json $claims

# Two payers in one remittance: two sets, the second of another.
{
    sed '/^GE/,$d' $payment
    sed -n '/^ST/,/^SE/p' $payment | sed 's/^ST\*835\*0001/ST*835*0002/; s/^SE\*29\*0001/SE*29*0002/; s/XV\*PRAIRIE1/XV*OTHER/'
    printf 'GE*2*77~\nIEA*1*000000077~\n'
} > "$here/two.835"
fact "two sets" program x12 stat "$here/two.835"
fact_equal "each payer has its own" "2,2,3,210.00,140.00,70.00 2,2,3,210.00,140.00,70.00" \
    "$(row "$here/two.835" payer PRAIRIE1) $(row "$here/two.835" payer OTHER)"
fact_equal "the set has both" 2,4,6,420.00,280.00,140.00 "$(row "$here/two.835" set '835 005010X221A1')"

# What is wrong is counted; an amount that is none makes no sum.
sed 's/^CLM\*C200\*80/CLM*C200*8O/; s/^SE\*43/SE*42/' $claims > "$here/bad.837"
fact_exit 1 "a file with mistakes" program x12 stat "$here/bad.837"
fact_equal "findings by code" "1,0,0,0.00,0.00,0.00 1,0,0,0.00,0.00,0.00" \
    "$(row "$here/bad.837" finding element_number) $(row "$here/bad.837" finding x12_count)"
fact_equal "a sum that cannot be known is empty" "2,2,3,,0.00,0.00 1,1,1,,0.00,0.00" \
    "$(row "$here/bad.837" total claims) $(row "$here/bad.837" payer MEDIC1)"
fact_exit 1 "standard input" bash -c "'$build/cleanclaim' x12 stat < '$here/bad.837'"
fact_exit 2 "a file that is not there" program x12 stat "$here/none"
facts_end
