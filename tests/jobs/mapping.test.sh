#!/usr/bin/env bash
# Synthea's CSV export through its mapping: exports of several years' shapes, made here, with what becomes of them
# worked out by hand; then the real one of ../shared, when it is there, with counts taken from its files by awk.
# shellcheck source=tests/facts.sh
. tests/facts.sh
# shellcheck source=tests/jobs/intake_setup.sh
. tests/jobs/intake_setup.sh

if [ -z "${CLEANCLAIM_TEST_HOST:-}" ]; then
    fact_skipped 'mapping' 'no test database is named'
    facts_end
fi
intake_setup
encounters() { # prefix of the encounter ids
    ask "select encounter_key, e.class, place_of_service, e.service_from, v.total from encounter e
        join encounter_version v using (org_id, encounter_id, version) where encounter_key like '$1%' order by 1" | tr '|' ' '
}
diagnoses() { ask "select string_agg(code, ' ' order by ordinal) from encounter_diagnosis join encounter using (org_id, encounter_id, version) where encounter_key = '$1'"; }
charges() {
    ask "select string_agg(procedure || '=' || charge, ' ' order by line) from charge join encounter using (org_id, encounter_id, version)
        where encounter_key = '$1'"
}

# ---- The shape of 2024: START_DATE, PLAN_OWNERSHIP, MIDDLE, FIPS, SYSTEM, NPI; no claims files, immunizations there.
# The newest visit is of 2024-03-10: 987 days before the run. The move is a whole number of weeks that leaves 7 to 13
# days: 980 - 980 % 7 = 980 days, so 2024-03-10 becomes 2026-11-15.
new=$inbox/new
mkdir -p "$new"
printf '%s\n' 'Id,BIRTHDATE,DEATHDATE,SSN,FIRST,MIDDLE,LAST,SUFFIX,GENDER,ADDRESS,CITY,STATE,COUNTY,FIPS,ZIP,INCOME' \
    'n-p1,1980-01-02,,999-11-2222,Quenby12,Xan3,Zzyzxova45,,F,1 Xylo Road,Boston,Massachusetts,Suffolk,25025,2108,1' \
    'n-p2,2020-05-06,,999-11-3333,Quill7,,Zzyzxov8,,M,2 Xylo Road,Salem,Massachusetts,Essex,,,1' > "$new/patients.csv"
printf '%s\n' 'Id,NAME,OWNERSHIP' 'pay-a,Aetna,PRIVATE' 'pay-m,Medicare,GOVERNMENT' 'pay-0,NO_INSURANCE,NO_INSURANCE' \
    'pay-x,Nobody Health,PRIVATE' > "$new/payers.csv"
printf '%s\n' 'PATIENT,MEMBERID,START_DATE,END_DATE,PAYER,SECONDARY_PAYER,PLAN_OWNERSHIP,OWNER_NAME' \
    'n-p1,aaaa-1,2023-01-01T05:00:00Z,2024-01-01T05:00:00Z,pay-a,,Self,x' \
    'n-p1,aaaa-2,2024-01-01T05:00:00Z,2025-01-01T05:00:00Z,pay-m,Aetna,Self,x' \
    'n-p2,,2020-05-06T05:00:00Z,2025-01-01T05:00:00Z,pay-0,,,' > "$new/payer_transitions.csv"
printf '%s\n' 'Id,NAME,ADDRESS,CITY,STATE,ZIP,NPI' 'org-1,GENERAL CLINIC,9 Main Street,BOSTON,MA,02118,x' > "$new/organizations.csv"
printf '%s\n' 'Id,ORGANIZATION,NAME,GENDER,SPECIALITY,ENCOUNTERS,PROCEDURES,NPI' \
    'doc-1,org-1,Ana María12 Vega34,F,GENERAL PRACTICE,1,1,x' > "$new/providers.csv"
printf '%s\n' 'Id,START,STOP,PATIENT,ORGANIZATION,PROVIDER,PAYER,ENCOUNTERCLASS,CODE,DESCRIPTION,BASE_ENCOUNTER_COST,REASONCODE' \
    'n-e1,2023-12-31T10:00:00Z,2023-12-31T10:15:00Z,n-p1,org-1,doc-1,pay-a,ambulatory,185347001,x,85.55,59621000' \
    'n-e2,2024-01-01T10:00:00Z,2024-01-03T10:15:00Z,n-p1,org-1,doc-1,pay-m,inpatient,183452005,x,146.1800000001,22298006' \
    'n-e3,2024-03-10T10:00:00Z,2024-03-10T10:15:00Z,n-p2,org-1,doc-1,pay-0,wellness,410620009,x,136.80,' \
    'n-e4,2013-03-10T10:00:00Z,2013-03-10T10:15:00Z,n-p1,org-1,doc-1,pay-a,wellness,162673000,x,136.80,' \
    'n-e5,2024-03-09T10:00:00Z,2024-03-09T10:15:00Z,n-p1,org-1,doc-1,pay-m,ambulatory,999999999,x,85.55,' > "$new/encounters.csv"
printf '%s\n' 'START,STOP,PATIENT,ENCOUNTER,SYSTEM,CODE,DESCRIPTION' \
    '2023-12-31,,n-p1,n-e1,http://snomed.info/sct,59621000,x' '2023-12-31,,n-p1,n-e1,http://snomed.info/sct,55822004,x' \
    '2023-12-31,,n-p1,n-e1,http://snomed.info/sct,160903007,x' '2023-12-31,,n-p1,n-e1,http://snomed.info/sct,999999999,x' '2013-03-10,,n-p1,n-e4,http://snomed.info/sct,55822004,x' > "$new/conditions.csv"
printf '%s\n' 'START,STOP,PATIENT,ENCOUNTER,SYSTEM,CODE,DESCRIPTION,BASE_COST,REASONCODE' \
    '2023-12-31T10:00:00Z,2023-12-31T10:05:00Z,n-p1,n-e1,http://snomed.info/sct,399208008,x,431.40,' \
    '2023-12-31T10:00:00Z,2023-12-31T10:05:00Z,n-p1,n-e1,http://snomed.info/sct,430193006,x,0.00,' \
    '2023-12-31T10:00:00Z,2023-12-31T10:05:00Z,n-p1,n-e1,http://snomed.info/sct,999999999,x,10.00,' > "$new/procedures.csv"
printf '%s\n' 'DATE,PATIENT,ENCOUNTER,CODE,DESCRIPTION,BASE_COST' '2024-03-10T10:00:00Z,n-p2,n-e3,140,x,136.00' \
    '2024-03-10T10:00:00Z,n-p2,n-e3,999,x,136.00' > "$new/immunizations.csv"
printf '%s\n' 'START,STOP,PATIENT,ENCOUNTER,CODE' '2024-03-10T10:00:00Z,,n-p2,n-e3,1' > "$new/medications.csv"
printf '%s\n' 'DATE,PATIENT,ENCOUNTER,CODE,VALUE' '2024-03-10T10:00:00Z,n-p2,n-e3,8302-2,100' '2024-03-10T10:00:00Z,n-p2,n-e3,8302-2,100' > "$new/observations.csv"
fact_exit 1 'an export of the shape of 2024 is taken in' intake
fact_equal 'visits: the payer of the day, place by class, days moved by 980; no codable charge, no visit' \
    'n-e1 insured 11 2026-09-06 51695
n-e2 insured 21 2026-09-07 14618
n-e3 self_pay 11 2026-11-15 27280' "$(encounters n-)"
fact_equal 'diagnoses: the reason first, each once' 'I10 E785' "$(diagnoses n-e1)"
fact_equal 'a check-up has one of its own' Z00129 "$(diagnoses n-e3)"
fact_equal 'charges: the visit, then procedures with a price and a code' '99213=8555 71046=43140' "$(charges n-e1)"
fact_equal 'immunizations by CVX' '99393=13680 90656=13600' "$(charges n-e3)"
fact_equal 'encounters: one outside the window, one without a charge' '5 3 2 0' "$(became new encounters.csv)"
fact_equal 'why, and where' 'charge_missing:6:encounter_id not_in_crosswalk:6:CODE outside_date_window:5:START' "$(findings encounters.csv)"
fact_equal 'conditions: what is a reason too stands once, employment is no diagnosis' '5 1 4 0' "$(became new conditions.csv)"
fact_equal 'why' 'mapping_filtered:2: mapping_filtered:4:CODE not_in_crosswalk:5:CODE outside_date_window:6:ENCOUNTER' "$(findings conditions.csv)"
fact_equal 'the code that the crosswalk lacks is told' 999999999 "$(ask "select value from file_finding where code = 'not_in_crosswalk' and row_no = 5 and column_name = 'CODE' and file_id in (select file_id from received_file where name like '%conditions.csv')")"
fact_equal 'procedures' '3 1 2 0' "$(became new procedures.csv)"
fact_equal 'a file that nobody reads is set aside whole' '2 0 2 0' "$(became new observations.csv)"
fact_equal 'with one finding that counts' 'mapping_filtered 2' "$(ask "select code, rows from file_finding where file_id in (select file_id from received_file where name like '%observations.csv')" | tr '|' ' ')"
fact_equal 'no insurance is no coverage; a payer nobody knows is told' '4 2 2 0 3 2 1 0' "$(became new payers.csv) $(became new payer_transitions.csv)"
fact_equal 'coverages: the end of a moment is the day before; the second payer is the second' \
    'AETNA 1 2025-09-07 2026-09-06 MEDICARE_B 1 2026-09-07 2027-09-07 AETNA 2 2026-09-07 2027-09-07' \
    "$(ask "select code, rank, from_date, to_date from coverage join payer using (org_id, payer_id) order by from_date, rank" | tr '|' ' ' | xargs)"
fact_equal 'an inpatient stay has its days' '2026-09-07 2026-09-09' \
    "$(ask "select string_agg(value, ' ' order by name) from encounter_detail join encounter using (org_id, encounter_id, version) where encounter_key = 'n-e2'")"
fact_equal 'the doctor has a made-up NPI that begins with 2, and no numbers in the name' 'Ana María Vega 2 208D00000X t' \
    "$(ask "select first_name, last_name, left(npi, 1), taxonomy, made_up from provider_version where last_name = 'Vega'" | tr '|' ' ')"
fact_equal 'the place has nine digits of ZIP' '021189998' "$(ask "select zip from provider_version where last_name = 'GENERAL CLINIC'")"
fact_equal 'the move is an event' 1 "$(ask "select count(*) from event where kind = 'dates_moved' and why like '%980 days'")"
fact_equal 'and stands with each visit' 980 "$(ask "select distinct date_shift from encounter_version")"

# ---- The same again a month later, with one change: the move is remembered
cp -r "$here/var/done/$as_of/encounters/"*-new "$inbox/again"
sed -i 's/^n-e1\(.*\)85.55/n-e1\186.55/' "$inbox/again/encounters.csv"
as_of=2026-12-24
fact_exit 1 'a month later' intake
fact_equal 'only what changed is a new version' 'n-e1 2 n-e2 1 n-e3 1' "$(ask "select encounter_key, version from encounter where encounter_key like 'n-%' order by 1" | tr '|' ' ' | xargs)"
fact_equal 'on the same day as before' 2026-09-06 "$(ask "select service_from from encounter where encounter_key = 'n-e1'")"
fact_equal 'all else is a duplicate' '5 1 2 2 2 0 0 2 3 0 1 2' "$(became again encounters.csv) $(became again patients.csv) $(became again payer_transitions.csv)"
as_of=2026-11-22

# ---- The shape of 2020: years, ORGANIZATION missing, DATE of procedures; a zip with folders and a prefix in the names
old=$here/old
mkdir -p "$old"
printf '%s\n' 'ID,BIRTHDATE,DEATHDATE,FIRST,LAST,GENDER,ADDRESS,CITY,STATE,ZIP' 'o-p1,1970-01-02,,Quenby12,Zzyzxova45,F,1 Xylo Road,Boston,Massachusetts,02108' > "$old/patients.csv"
printf '%s\n' 'Id,NAME' 'pay-h,Humana' > "$old/payers.csv"
printf '%s\n' 'PATIENT,START_YEAR,END_YEAR,PAYER,OWNERSHIP' 'o-p1,1970,2019,pay-h,Self' 'o-p1,2020,2020,b1c428d6-4f07-31e0-90f0-68ffa6ff8c76,' > "$old/payer_transitions.csv"
printf '%s\n' 'Id,START,STOP,PATIENT,PROVIDER,PAYER,ENCOUNTERCLASS,CODE,COST,REASONCODE' \
    'o-e1,2019-12-31T10:00:00Z,2019-12-31T10:15:00Z,o-p1,gone,pay-h,urgentcare,702927004,85.55,10509002' \
    'o-e2,2020-01-01T10:00:00Z,2020-01-01T10:15:00Z,o-p1,gone,b1c428d6-4f07-31e0-90f0-68ffa6ff8c76,ambulatory,185345009,85.55,10509002' > "$old/encounters.csv"
printf '%s\n' 'START,STOP,PATIENT,ENCOUNTER,CODE,DESCRIPTION' '2019-12-31,,o-p1,o-e1,10509002,x' > "$old/conditions.csv"
printf '%s\n' 'DATE,PATIENT,ENCOUNTER,CODE,DESCRIPTION,COST' '2019-12-31,o-p1,o-e1,399208008,x,500.00' > "$old/procedures.csv"
mkdir -p "$inbox/zipped"
if command -v zip > /dev/null; then
    (cd "$here" && zip -q -r "$inbox/old.zip" old)
    rmdir "$inbox/zipped"
else
    cp "$old"/* "$inbox/zipped"
fi
fact_exit 0 'an export of the shape of 2020 is taken in' intake
fact_equal 'a year of coverage holds to its last day; doctors and places that are not in the export are left out' \
    'o-e1 insured 20 58555 o-e2 self_pay 11 8555' \
    "$(ask "select encounter_key, e.class, place_of_service, v.total from encounter e join encounter_version v using (org_id, encounter_id, version)
        where encounter_key like 'o-%' and rendering_provider = '' and facility = '' order by 1" | tr '|' ' ' | xargs)"

# ---- The shape of 2017: no payers, places, doctors or prices, days without a time. A payer is made up by the first
# letter of the patient (0: Aetna, f: none). The reason of the first visit and its kind have the same diagnosis, and its
# condition too: each row gives what the others do not. Its second procedure is a dentist's.
mkdir -p "$inbox/early"
printf '%s\n' 'ID,BIRTHDATE,DEATHDATE,FIRST,LAST,GENDER,ADDRESS' '0-p1,1990-01-02,,Quenby12,Zzyzxova45,F,1 Xylo Road Boston' \
    'f-p2,1970-01-02,,Quill7,Zzyzxov8,M,2 Xylo Road Salem' > "$inbox/early/patients.csv"
printf '%s\n' 'ID,DATE,PATIENT,CODE,DESCRIPTION,REASONCODE,REASONDESCRIPTION' \
    'early-e1,2017-05-02,0-p1,424441002,Prenatal initial visit,72892002,Normal pregnancy' \
    'early-e2,2017-05-09,f-p2,185345009,Encounter for symptom,10509002,x' > "$inbox/early/encounters.csv"
printf '%s\n' 'START,STOP,PATIENT,ENCOUNTER,CODE,DESCRIPTION' '2017-05-02,,0-p1,early-e1,72892002,x' > "$inbox/early/conditions.csv"
printf '%s\n' 'DATE,PATIENT,ENCOUNTER,CODE,DESCRIPTION,REASONCODE,REASONDESCRIPTION' '2017-05-02,0-p1,early-e1,399208008,x,,' \
    '2017-05-02,0-p1,early-e1,34043003,x,,' > "$inbox/early/procedures.csv"
fact_exit 0 'an export of the shape of 2017 is taken in' intake
fact_equal 'its payers are made up' 'early-e1 insured 20000 AETNA early-e2 self_pay 10000' \
    "$(ask "select encounter_key, e.class, e.total, (select string_agg(p.code, ' ') from coverage c
        join payer p using (org_id, payer_id) where c.from_date = e.service_from and c.to_date = e.service_from)
        from encounter e where encounter_key like 'early%' order by 1" | tr '|' ' ' | xargs)"
fact_equal 'a diagnosis that three rows give stands once' 'Z3490 J209' "$(diagnoses early-e1) $(diagnoses early-e2)"
fact_equal 'and is not lost with the rows that repeat it' '2 2 0 0 1 0 1 0' "$(became early encounters.csv) $(became early conditions.csv)"
fact_equal 'what the dentist bills is left out' '399208008 2 1 1 0 not_billed_here:3:CODE' \
    "399208008 $(became early procedures.csv) $(findings procedures.csv)"

# ---- What is not there is named; what is not for production is refused
mkdir -p "$inbox/part"
cp "$old/encounters.csv" "$old/procedures.csv" "$old/conditions.csv" "$inbox/part"
sed -i 's/o-e/q-e/' "$inbox/part/"*.csv
fact_exit 1 'an export without patients' intake
fact_equal 'is refused, and the file that lacks is named' 'set_incomplete patients.csv' "$(ask "select code, value from file_finding where run_id = (select max(run_id) from file_receipt)" | tr '|' ' ')"
mkdir -p "$inbox/header"
cp "$old"/* "$inbox/header" && sed -i 's/o-/r-/g; 1s/PATIENT,PROV/PATIENTS,PROV/' "$inbox/header/"*.csv
fact_exit 1 'an export without a column' intake
fact_equal 'is refused, and the column that lacks is named' 'csv_column_missing:1:PATIENT' "$(findings encounters.csv)"
ask "update organisation set usage = 'production'"
mkdir -p "$inbox/real"
cp "$old"/* "$inbox/real" && sed -i 's/o-/s-/g' "$inbox/real/"*.csv
fact_exit 1 'made-up identities in production' intake
fact_equal 'are refused' rehearsal_only "$(ask "select code from file_finding where run_id = (select max(run_id) from file_receipt)")"
ask "update organisation set usage = 'rehearsal'"

# ---- A mapping of staff's own, and its mistakes
mkdir -p "$here/var/mappings"
cp tests/jobs/visits.csv "$here/var/mappings/visits.csv"
mkdir -p "$inbox/own"
printf '%s\n' 'MRN;skip,NAME,DOB' 'v1,Zzyzxova Quenby,1980-01-02' | sed 's/;skip//' > "$inbox/own/people.csv"
printf '%s\n' 'VISIT,MRN,DAY,CPT,ICD,FEE,PLAN,MEMBER' 'v-e1,v1,2026-01-05,99213,I10 E785,100,AETNA,M1' 'v-e2,v1,2026-01-06,99213,I10,50,,' > "$inbox/own/visits.csv"
fact_exit 0 'a table makes another export load' intake
fact_equal 'its visits' 'v-e1 insured 10000 I10 v-e2 self_pay 5000 I10' "$(ask "select encounter_key, class, e.total, code from encounter e
    join encounter_diagnosis d using (org_id, encounter_id, version) where encounter_key like 'v-%' order by 1" | tr '|' ' ' | xargs)"
sed -i 's/^column,encounter,service_from,.*/column,encounter,service_from,dat(DAY),/' "$here/var/mappings/visits.csv"
fact_exit 3 'a mapping with a mistake stops intake' intake
fact_says "visits.csv:15: value: there is no function 'dat'" 'and the mistake is told with row and column' intake
rm -r "$here/var/mappings"

# ---- The real export
real=../shared/corpus/synthea-csv
if [ ! -d "$real" ]; then
    fact_skipped 'the real export' "$real is absent"
else
    cp "$real"/*.csv "$inbox/"
    fact_exit 1 'the real export and one that lacks patients, loose in one folder' intake
    set_name='OHDSI__dbt-synthea__*'
    rows() { awk 'END { print NR - 1 }' "$real/OHDSI__dbt-synthea__$1.csv"; }
    # The newest visit is of 2024-02-02: the window is from 2014-02-03 on.
    visits=$(awk -F, 'NR > 1 && substr($2, 1, 10) >= "2014-02-03"' "$real/OHDSI__dbt-synthea__encounters.csv" | wc -l)
    fact_equal 'every visit of the window is stored' "$(rows encounters) $visits $(($(rows encounters) - visits)) 0" "$(became "$set_name" encounters.csv)"
    fact_equal 'every patient' "$(rows patients) $(rows patients) 0 0" "$(became "$set_name" patients.csv)"
    fact_equal 'every place' "$(rows organizations) $(rows organizations) 0 0" "$(became "$set_name" organizations.csv)"
    covered=$(awk -F, 'NR > 1 && $5 != "b1c428d6-4f07-31e0-90f0-68ffa6ff8c76"' "$real/OHDSI__dbt-synthea__payer_transitions.csv" | wc -l)
    fact_equal 'every coverage' "$(rows payer_transitions) $covered $(($(rows payer_transitions) - covered)) 0" "$(became "$set_name" payer_transitions.csv)"
    # Charges with a price, of visits of the window, that are no drug of the visit; the crosswalk knows all of them.
    lines=$(awk -F, -v fields=0 '
        FILENAME ~ /encounters/ { if (FNR > 1 && substr($2, 1, 10) >= "2014-02-03") open[$1] = 1; next }
        FILENAME ~ /medications/ { drug[$5 "|" $6] = 1; next }
        FNR > 1 && $5 == "CHARGE" && $6 + 0 > 0 && ($(NF - 5) in open) && !(($(NF - 5) "|" $11) in drug) { n++ }
        END { print n }' "$real/OHDSI__dbt-synthea__encounters.csv" "$real/OHDSI__dbt-synthea__medications.csv" \
        "$real/OHDSI__dbt-synthea__claims_transactions.csv")
    fact_equal 'every charge' "$(rows claims_transactions) $lines $(($(rows claims_transactions) - lines)) 0" "$(became "$set_name" claims_transactions.csv)"
    unpaid=$(awk -F, 'NR > 1 && substr($2, 1, 10) >= "2014-02-03" && $7 == "b1c428d6-4f07-31e0-90f0-68ffa6ff8c76"' "$real/OHDSI__dbt-synthea__encounters.csv" | wc -l)
    fact_equal 'visits without insurance are self-pay, or history' "$unpaid" "$(ask "select count(*) from encounter e join encounter_version v using (org_id, encounter_id, version)
        join received_file f using (file_id) where f.name like 'OHDSI%' and e.class = 'self_pay'")"
    fact_equal 'at least 100 insured visits with charges and diagnoses' t "$(ask "select count(*) >= 100 from encounter e where class = 'insured'
        and exists (select from charge c where c.encounter_id = e.encounter_id) and exists (select from encounter_diagnosis d where d.encounter_id = e.encounter_id)
        and length(encounter_key) = 36")"
    fact_equal 'the other set is refused for its patients' patients.csv "$(ask "select value from file_finding where code = 'set_incomplete' order by finding_id desc limit 1")"
    cp "$real"/OHDSI*.csv "$inbox/"
    before=$(ask 'select count(*) from encounter_version')
    fact_exit 0 'the real export again' intake
    fact_equal 'adds nothing' "$before $(cat "$real"/OHDSI*.csv | awk 'END { print NR - 11 }')" \
        "$(ask 'select count(*) from encounter_version') $(ask "select sum(duplicate) from file_receipt where run_id = (select max(run_id) from file_receipt)")"
fi
fact_equal 'received is stored, set aside and duplicate, and each row set aside has its finding' 0 \
    "$(ask "select count(*) from file_receipt r where received_count <> stored + set_aside + duplicate or (set_aside > 0 and outcome <> 'refused'
        and set_aside > (select coalesce(sum(rows), 0) from file_finding f where f.run_id = r.run_id and f.file_id = r.file_id and f.set_aside))")"
fact_equal 'no patient is named in findings, events or what intake says' 0 "$(
    { cat "$here/intake.log"; ask 'select value, column_name from file_finding'; ask 'select why from event'; } |
        grep -ciE 'zzyzx|quenby|quill|xylo|aaaa-')"
facts_end
