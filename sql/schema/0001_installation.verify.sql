SELECT run_id, as_of, started_at, exit_code FROM run WHERE false;
SELECT file_id, sha256, state FROM received_file WHERE false;
SELECT file_id, received_count, stored, set_aside, duplicate FROM file_receipt WHERE false;
SELECT file_id, ordinal, state FROM received_transaction WHERE false;
SELECT sender_id, receiver_id, kind, number FROM control_number WHERE false;
