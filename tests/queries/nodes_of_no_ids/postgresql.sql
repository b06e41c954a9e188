SELECT '[' || coalesce(string_agg(found.answer, ','), '') || ']' AS answer 
FROM (SELECT 'null' AS answer 
FROM unnest($1::TEXT[] COLLATE "C") WITH ORDINALITY AS item_1(value, key) ORDER BY item_1.key) AS found;
