-- What was applied, in order.
SELECT version, sha256 FROM migration ORDER BY version
