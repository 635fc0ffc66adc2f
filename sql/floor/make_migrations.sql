-- The table of what was applied. It comes before the first migration, so it is no migration itself.
CREATE TABLE IF NOT EXISTS migration (
    version    integer PRIMARY KEY,
    name       text NOT NULL,
    sha256     bytea NOT NULL, -- of the file
    applied_at timestamptz NOT NULL
)
