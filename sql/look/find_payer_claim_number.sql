-- Claims under a payer's number: $1 organisation, $2 number (CLP07, REF*1K).
SELECT claim_id FROM claim WHERE org_id = $1 AND payer_claim_number = $2 AND payer_claim_number <> ''
