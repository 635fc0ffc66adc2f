-- Statistics of what was loaded, before it is joined.
ANALYZE stage_patient, stage_coverage, stage_encounter, stage_detail, stage_diagnosis, stage_charge,
    stage_receipt, stage_open_balance, stage_reject
