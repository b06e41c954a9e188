SELECT '{"nodes":[' || coalesce(string_agg('{"name":' || coalesce(CAST(to_json(customer_2.name) AS TEXT), 'null') || ',"labels":' || (SELECT '[' || coalesce(string_agg(CAST(to_json(customer_label_2.value) AS TEXT), ','), '') || ']' AS answer 
FROM (SELECT customer_label_1.word AS value 
FROM customer_label AS customer_label_1 
WHERE customer_label_1.customer_id = customer_2.id ORDER BY customer_label_1.position) AS customer_label_2) || ',"shop":' || coalesce((SELECT '{"name":' || CAST(to_json(shop_1.name) AS TEXT) || '}' AS answer 
FROM shop AS shop_1 
WHERE shop_1.id = customer_2.shop_id AND shop_1.environment = $1::VARCHAR COLLATE "C"), 'null') || ',"purchases":' || (SELECT '{"nodes":[' || coalesce(string_agg('{"number":' || CAST(to_json(purchase_2.number) AS TEXT) || ',"shop":' || coalesce((SELECT '{"name":' || CAST(to_json(shop_2.name) AS TEXT) || '}' AS answer 
FROM shop AS shop_2 
WHERE shop_2.id = purchase_2.shop_id AND shop_2.environment = $1::VARCHAR COLLATE "C"), 'null') || '}', ','), '') || ']}' AS answer 
FROM (SELECT purchase_1.number AS number, purchase_1.shop_id AS shop_id 
FROM purchase AS purchase_1 
WHERE purchase_1.customer_id = customer_2.id AND purchase_1.environment = $1::VARCHAR COLLATE "C" ORDER BY coalesce(purchase_1.placed_at, TIMESTAMP WITH TIME ZONE '0001-01-01 00:00:00+00') DESC, purchase_1.id DESC 
 LIMIT $2::INTEGER OFFSET 0) AS purchase_2) || '}', ','), '') || ']}' AS answer 
FROM (SELECT customer_1.name AS name, customer_1.id AS id, customer_1.shop_id AS shop_id 
FROM customer AS customer_1 
WHERE customer_1.environment = $1::VARCHAR COLLATE "C" ORDER BY customer_1.created_at DESC, customer_1.id DESC 
 LIMIT $3::INTEGER OFFSET 0) AS customer_2;

SELECT '{"name":' || coalesce(CAST(to_json(customer_1.name) AS TEXT), 'null') || '}' AS answer 
FROM customer AS customer_1 
WHERE customer_1.environment = $1::VARCHAR COLLATE "C" AND customer_1.id = coalesce((SELECT customer_2.id 
FROM customer AS customer_2 
WHERE customer_2.id = $2::VARCHAR COLLATE "C"), (SELECT former_customer_1.customer_id 
FROM former_customer AS former_customer_1 
WHERE former_customer_1.id = $2::VARCHAR COLLATE "C"));

SELECT '{"totalCount":' || CAST((SELECT count(*) AS count_1 
FROM shop AS shop_2 
WHERE shop_2.environment = $1::VARCHAR COLLATE "C") AS TEXT) || '}' AS answer;

SELECT '{"name":' || coalesce(CAST(to_json(customer_1.name) AS TEXT), 'null') || '}' AS answer 
FROM customer AS customer_1 
WHERE customer_1.environment = $1::VARCHAR COLLATE "C" AND customer_1.id = (SELECT max(candidate.id) AS max_1 
FROM (SELECT customer_2.id AS id 
FROM customer AS customer_2 
WHERE customer_2.environment = $1::VARCHAR COLLATE "C" AND customer_2.email_folded = $2::VARCHAR COLLATE "C" 
 LIMIT 2 OFFSET 0) AS candidate 
HAVING count(*) = 1);
