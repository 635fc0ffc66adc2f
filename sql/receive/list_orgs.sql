-- Organisations that an acknowledgement of the staged file is for.
SELECT DISTINCT org_id FROM stage_set_state WHERE state = 'apply' ORDER BY org_id
