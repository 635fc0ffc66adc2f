-- What the machine has: $1 megabytes of the database, $2 free on the disk.
INSERT INTO report_machine (name, megabytes) VALUES ('database', $1), ('disk free', $2)
