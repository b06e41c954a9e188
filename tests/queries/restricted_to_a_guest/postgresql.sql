SELECT '{"totalCount":' || CAST((SELECT count(*) AS count_1 
FROM customer AS customer_3 
WHERE false) AS TEXT) || ',"nodes":[' || coalesce(string_agg('{"name":' || coalesce(CAST(to_json(customer_2.name) AS TEXT), 'null') || '}', ','), '') || ']}' AS answer 
FROM (SELECT customer_1.name AS name 
FROM customer AS customer_1 
WHERE false ORDER BY customer_1.created_at DESC, customer_1.id DESC 
 LIMIT $1::INTEGER OFFSET 0) AS customer_2;

SELECT '{"totalCount":' || CAST((SELECT count(*) AS count_1 
FROM shop AS shop_2 
WHERE shop_2.environment = $1::VARCHAR COLLATE "C") AS TEXT) || '}' AS answer;
