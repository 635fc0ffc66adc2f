-- Numbers for $2 new claims: returns the one before the first. $1 organisation.
INSERT INTO org_counter (org_id, name, last) VALUES ($1, 'claim', $2)
ON CONFLICT (org_id, name) DO UPDATE SET last = org_counter.last + EXCLUDED.last
RETURNING last - $2
