-- title: Disk and database
-- section: Operation
-- about: As the report began.
-- empty: Nothing was measured.
-- for: installation
-- column: what | text | What
-- column: megabytes | count | Megabytes
SELECT name AS what, megabytes FROM report_machine ORDER BY name
