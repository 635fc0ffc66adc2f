SELECT org_id, entry_id, row_digest, entry_digest(e) FROM ledger_entry e WHERE false;
SELECT org_id, event_id, row_digest, event_digest(e) FROM event e WHERE false;
SELECT org_id, link_no, digest, link_digest(l) FROM chain_link l WHERE false;
SELECT org_id, account, party, cents FROM balance WHERE false;
SELECT org_id, month, state FROM period WHERE false;
