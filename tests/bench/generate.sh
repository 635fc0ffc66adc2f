#!/usr/bin/env bash
# A made-up encounter set for measurements and fault tests: generate.sh CLAIMS FOLDER [LAST_DAY [FIRST]]
# writes the five files of a native set: CLAIMS encounters of three charges and two diagnoses each, all insured,
# four for every five with a patient of their own, in the thirty days before LAST_DAY (default 2026-11-20), with
# numbers from FIRST on (default 1). The same arguments give the same bytes.
set -euo pipefail
claims=$1 folder=$2 last_day=${3:-2026-11-20} first=${4:-1}
mkdir -p "$folder"
last=$(date -u -d "$last_day" +%s)
LC_ALL=C awk -v claims="$claims" -v folder="$folder" -v last="$last" -v first="$first" '
function pick(n) { seed = (seed * 16807) % 2147483647; return seed % n }
function iso(back,   z, era, doe, yoe, doy, mp, d, m, y) {
    # days from civil, so that no strftime is needed (mawk has it only since 1.3.4)
    z = int(last / 86400) - back + 719468
    era = int(z / 146097); doe = z - era * 146097
    yoe = int((doe - int(doe / 1460) + int(doe / 36524) - int(doe / 146096)) / 365)
    y = yoe + era * 400; doy = doe - (365 * yoe + int(yoe / 4) - int(yoe / 100))
    mp = int((5 * doy + 2) / 153); d = doy - int((153 * mp + 2) / 5) + 1
    m = mp < 10 ? mp + 3 : mp - 9
    if (m <= 2) y++
    return sprintf("%04d-%02d-%02d", y, m, d)
}
BEGIN {
    seed = 20261122 + first
    split("SMITH JOHNSON WILLIAMS BROWN JONES GARCIA MILLER DAVIS RODRIGUEZ MARTINEZ", lasts, " ")
    split("MARY JAMES PATRICIA ROBERT JENNIFER JOHN LINDA MICHAEL ELIZABETH DAVID", firsts, " ")
    split("AETNA UHC CIGNA BCBS", payers, " ")
    split("99213 99214 99212 G0103 36415", codes, " ")
    split("150.00 210.00 95.50 40.25 12.00", prices, " ")
    split("E119 I10 J029 M5450 R519", dx, " ")
    p = folder "/patients.csv"; c = folder "/coverages.csv"; e = folder "/encounters.csv"
    d = folder "/diagnoses.csv"; h = folder "/charges.csv"
    print "patient_id,last_name,first_name,birth_date,sex,address1,city,state,zip" > p
    print "patient_id,payer,member_id,rank,from_date,to_date,relationship" > c
    print "encounter_id,patient_id,service_from,place_of_service,rendering_provider" > e
    print "encounter_id,ordinal,code" > d
    print "encounter_id,line,procedure,modifier1,units,charge,pointers" > h
    for (i = 0; i < claims; i++) {
        n = first + i
        who = n - (n % 5 == 4)
        if (who == n || i == 0) {
            printf "P%08d,%s,%s,%04d-%02d-%02d,%s,%d ELM STREET,BOSTON,MA,021%02d\n", who, lasts[1 + pick(10)],
                firsts[1 + pick(10)], 1935 + pick(80), 1 + pick(12), 1 + pick(28), pick(2) ? "F" : "M", 1 + pick(999),
                8 + pick(80) > p
            printf "P%08d,%s,W%09d,1,2020-01-01,,18\n", who, payers[1 + pick(4)], who > c
        }
        printf "E%08d,P%08d,%s,11,DR_ALDEN\n", n, who, iso(1 + pick(30)) > e
        x = 1 + pick(5)
        printf "E%08d,1,%s\nE%08d,2,%s\n", n, dx[x], n, dx[1 + x % 5] > d
        k = pick(5)
        for (l = 1; l <= 3; l++) {
            k = k % 5 + 1
            printf "E%08d,%d,%s,%s,1,%s,%s\n", n, l, codes[k], k == 1 ? "25" : "", prices[k], l == 1 ? "1 2" : "1" > h
        }
    }
}'
