SELECT 1 / (count(*) = 1)::int FROM entry_kind WHERE kind = 'billed_reversed' AND flow = 'transfers';
