-- The next ISA13 and GS06 for a pair of ids: $1 sender, $2 receiver. They rise in the transaction that uses
-- them, and the register keeps them.
INSERT INTO control_counter AS c (sender_id, receiver_id, kind, last_number)
VALUES ($1, $2, 'ISA', 1), ($1, $2, 'GS', 1)
ON CONFLICT (sender_id, receiver_id, kind) DO UPDATE SET last_number = c.last_number + 1
RETURNING kind, last_number
