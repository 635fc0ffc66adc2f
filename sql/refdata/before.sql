-- How many codes the release before has: the one that a new one of this period stands beside or in the place of.
-- $1 code set, $2 first day. 0: there is none.
SELECT coalesce((
    SELECT codes FROM code_release
    WHERE code_set = $1 AND effective_from <= $2::date AND NOT superseded
    ORDER BY effective_from DESC, release_id DESC
    LIMIT 1), 0)
