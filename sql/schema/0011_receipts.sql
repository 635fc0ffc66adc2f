-- Where the file of each receipt was put: a run that is killed between its commit and the move is seen by it, and the
-- next one moves the file there, which came once and not twice. And the amount of each remittance that came: what
-- was not posted is counted from the books, not from what a run remembers, which a kill takes with it.
ALTER TABLE file_receipt ADD COLUMN kept_as text NOT NULL DEFAULT ''; -- below the data folder; '' before this was known
ALTER TABLE received_transaction ADD COLUMN amount bigint; -- BPR02 of an 835, cents; NULL of others, and before this was known
