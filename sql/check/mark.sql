-- The last link proved by the nightly checks of an organisation, and the run that sealed it. $1 organisation.
SELECT coalesce(max(m.link_no), 0), coalesce(max(l.run_id), 0)
FROM check_mark m LEFT JOIN chain_link l USING (org_id, link_no) WHERE m.org_id = $1
