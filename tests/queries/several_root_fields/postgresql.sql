SELECT '{"totalCount":' || CAST((SELECT count(*) AS count_1 
FROM shop AS shop_2 
WHERE shop_2.environment = $1::VARCHAR COLLATE "C") AS TEXT) || '}' AS answer;

SELECT '{"role":' || coalesce($1::VARCHAR, 'null') || '}' AS answer;

SELECT '{"nodes":[' || coalesce(string_agg('{"name":' || coalesce(CAST(to_json(customer_2.name) AS TEXT), 'null') || '}', ','), '') || ']}' AS answer 
FROM (SELECT customer_1.name AS name 
FROM customer AS customer_1 
WHERE customer_1.environment = $1::VARCHAR COLLATE "C" AND customer_1.kind = $2::VARCHAR COLLATE "C" ORDER BY customer_1.created_at DESC, customer_1.id DESC 
 LIMIT $3::INTEGER OFFSET 0) AS customer_2;

SELECT '{"nodes":[' || coalesce(string_agg('{"number":' || CAST(to_json(purchase_2.number) AS TEXT) || '}', ','), '') || ']}' AS answer 
FROM (SELECT purchase_1.number AS number 
FROM purchase AS purchase_1 
WHERE purchase_1.environment = $1::VARCHAR COLLATE "C" ORDER BY purchase_1.created_at DESC, purchase_1.id DESC 
 LIMIT $2::INTEGER OFFSET 0) AS purchase_2;
