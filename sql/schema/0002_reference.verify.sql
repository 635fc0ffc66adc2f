SELECT 1 / (count(*) = 28)::int FROM account;
SELECT 1 / (count(*) = 15)::int FROM claim_state;
SELECT kind, flow FROM entry_kind WHERE false;
SELECT release_id, code_set FROM code_release WHERE false;
SELECT release_id, code, billable FROM code WHERE false;
