-- What was billed to a payer is taken back when the claim never came on file and its encounter has changed.
INSERT INTO entry_kind (kind, meaning, flow) VALUES
    ('billed_reversed', 'billing taken back: encounter changed', 'transfers');
