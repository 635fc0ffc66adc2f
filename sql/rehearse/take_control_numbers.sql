-- A block of $1 control numbers for the payers' interchanges, the same numbers for no two of them; its last.
INSERT INTO control_counter AS c (sender_id, receiver_id, kind, last_number) VALUES ('', '', 'ISA', $1)
ON CONFLICT (sender_id, receiver_id, kind) DO UPDATE SET last_number = c.last_number + $1
RETURNING last_number
