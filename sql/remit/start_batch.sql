-- Empties what belongs to one batch.
TRUNCATE stage_match, stage_line_match, stage_remit_finding
