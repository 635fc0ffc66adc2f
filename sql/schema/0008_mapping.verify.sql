SELECT 1 / (mapping_day('2024-02-29T10:11:12Z') = '2024-02-29' AND mapping_day('2023-02-29') IS NULL AND mapping_day('1999') IS NULL)::int;
SELECT 1 / (mapping_money('10.005') = '10.01' AND mapping_money('x') = 'x')::int;
SELECT 1 / (length(mapping_npi('a')) = 10 AND length(mapping_member('a')) = 12 AND length(mapping_mbi('a')) = 11)::int;
