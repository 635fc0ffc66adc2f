SELECT kept_as FROM file_receipt WHERE false;
SELECT amount FROM received_transaction WHERE false;
