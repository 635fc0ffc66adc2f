-- Notes a migration as applied: version, file, digest, when.
INSERT INTO migration (version, name, sha256, applied_at) VALUES ($1, $2, $3, $4)
