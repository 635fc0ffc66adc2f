-- What mappings of foreign exports compute (jobs/mapping_functions.def). Text in, text out; NULL is "no value".

-- The day that a date, or a timestamp whose time of day is dropped, stands for; NULL when it is none. One
-- expression, so that the planner can inline it: a 30th of February gives a day of another month.
CREATE FUNCTION mapping_day(t text) RETURNS date LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT CASE WHEN t ~ '^[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])([T ][0-9:.]+(Z|[+-][0-9:]+)?)?$'
        AND substr(t, 1, 4) <> '0000' AND extract(month FROM
            make_date(substr(t, 1, 4)::integer, substr(t, 6, 2)::integer, 1) + (substr(t, 9, 2)::integer - 1))
            = substr(t, 6, 2)::integer
        THEN make_date(substr(t, 1, 4)::integer, substr(t, 6, 2)::integer, substr(t, 9, 2)::integer) END
$$;

-- An amount with exactly two decimals, rounded half away from zero; what is no amount stays as it is.
CREATE FUNCTION mapping_money(t text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT CASE WHEN t ~ '^-?[0-9]{1,15}([.][0-9]{0,30})?$' THEN round(t::numeric, 2)::text ELSE t END
$$;

-- A number from 0 to `below` - 1 that follows from the key.
CREATE FUNCTION mapping_number(key text, below bigint) RETURNS bigint LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT ('x0' || substr(encode(sha256(convert_to(key, 'UTF8')), 'hex'), 1, 15))::bit(64)::bigint % below
$$;

-- A made-up National Provider Identifier. It begins with 2: no such number has been given out so far, so that it
-- is known for what it is. The check digit is right (Luhn over 80840 and the nine digits; 80840 adds 24).
CREATE FUNCTION mapping_npi(key text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT nine || (10 - (24 + (
        SELECT sum(CASE WHEN i % 2 = 1 THEN (2 * d) / 10 + (2 * d) % 10 ELSE d END)
        FROM (SELECT i, substr(nine, i, 1)::integer AS d FROM generate_series(1, 9) i) digits)) % 10) % 10
    FROM (SELECT '2' || lpad(mapping_number(key, 100000000)::text, 8, '0') AS nine WHERE key IS NOT NULL) x
$$;

-- A made-up member id: ZZ and ten digits.
CREATE FUNCTION mapping_member(key text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT 'ZZ' || lpad(mapping_number(key, 10000000000)::text, 10, '0')
$$;

-- A made-up Medicare beneficiary identifier of the right shape, ending in 00.
CREATE FUNCTION mapping_mbi(key text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT string_agg(CASE k WHEN 'd' THEN (get_byte(h, i) % 9 + 1)::text WHEN '0' THEN '0'
        ELSE substr('ACDEFGHJKMNPQRTUVWXY', get_byte(h, i) % 20 + 1, 1) END, '' ORDER BY i)
    FROM (SELECT sha256(convert_to(key, 'UTF8')) AS h) x,
        LATERAL (SELECT i, substr('dlddlddll00', i, 1) AS k FROM generate_series(1, 11) i) shape
    WHERE key IS NOT NULL
$$;
