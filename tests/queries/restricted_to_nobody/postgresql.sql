SELECT '{"totalCount":' || CAST((SELECT count(*) AS count_1 
FROM customer AS customer_2 
WHERE false) AS TEXT) || '}' AS answer;

SELECT '{"totalCount":' || CAST((SELECT count(*) AS count_1 
FROM shop AS shop_3 
WHERE false) AS TEXT) || ',"nodes":[' || coalesce(string_agg('{"name":' || CAST(to_json(shop_2.name) AS TEXT) || '}', ','), '') || ']}' AS answer 
FROM (SELECT shop_1.name AS name 
FROM shop AS shop_1 
WHERE false ORDER BY lower(shop_1.name) ASC, shop_1.id ASC 
 LIMIT $1::INTEGER OFFSET 0) AS shop_2;

SELECT '{"role":' || coalesce($1::VARCHAR, 'null') || '}' AS answer;
