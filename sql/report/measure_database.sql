-- Bytes of the database on disk.
SELECT pg_database_size(current_database())
