-- title: Claims by state
-- section: Claims
-- about: Each claim stands in one state, which follows from all evidence about it.
-- empty: There are no claims yet.
-- for: organisation
-- parameters: organisation
-- drawing: bars claims by state
-- column: state | text | State
-- column: claims | count | Claims | total
-- column: dollars | dollars | Dollars | total
-- column: meaning | text | Meaning
SELECT s.state, c.claims, c.dollars, s.meaning
FROM (SELECT state, count(*) AS claims, sum(total)::bigint AS dollars FROM claim WHERE org_id = $1 GROUP BY state) c
JOIN claim_state s USING (state)
ORDER BY s.ordinal
