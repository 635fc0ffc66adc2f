SELECT org_id, claim_id, unsent, unanswered FROM claim WHERE false;
SELECT org_id, encounter_id, version FROM encounter_unbuilt WHERE false;
