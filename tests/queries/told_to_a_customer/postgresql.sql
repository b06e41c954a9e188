SELECT '{"nodes":[' || coalesce(string_agg('{"name":' || coalesce(CAST(to_json(customer_3.name) AS TEXT), 'null') || ',"circle":{"initials":' || chr(2) || '0:{"name":' || coalesce(CAST(to_json(customer_3.name) AS TEXT), 'null') || ',"gifts":' || (SELECT '[' || coalesce(string_agg('{}', ','), '') || ']' AS answer 
FROM (SELECT purchase_1.id AS id 
FROM purchase AS purchase_1 
WHERE purchase_1.customer_id = customer_3.id AND purchase_1.environment = $1::VARCHAR COLLATE "C" AND purchase_1.customer_id = coalesce((SELECT customer_4.id 
FROM customer AS customer_4 
WHERE customer_4.id = $2::VARCHAR COLLATE "C"), (SELECT former_customer_2.customer_id 
FROM former_customer AS former_customer_2 
WHERE former_customer_2.id = $2::VARCHAR COLLATE "C")) AND purchase_1.is_gift = true ORDER BY purchase_1.id ASC 
 LIMIT 1000 OFFSET 0) AS purchase_2) || '}' || chr(3) || ',"bought":{"totalCount":' || CAST((SELECT count(*) AS count_1 
FROM purchase AS purchase_4 
WHERE purchase_4.customer_id = customer_3.id AND purchase_4.environment = $1::VARCHAR COLLATE "C" AND purchase_4.customer_id = coalesce((SELECT customer_6.id 
FROM customer AS customer_6 
WHERE customer_6.id = $2::VARCHAR COLLATE "C"), (SELECT former_customer_4.customer_id 
FROM former_customer AS former_customer_4 
WHERE former_customer_4.id = $2::VARCHAR COLLATE "C"))) AS TEXT) || '}}}', ','), '') || ']}' AS answer 
FROM (SELECT customer_1.name AS name, customer_1.id AS id 
FROM customer AS customer_1 
WHERE customer_1.environment = $1::VARCHAR COLLATE "C" AND customer_1.id = coalesce((SELECT customer_2.id 
FROM customer AS customer_2 
WHERE customer_2.id = $2::VARCHAR COLLATE "C"), (SELECT former_customer_1.customer_id 
FROM former_customer AS former_customer_1 
WHERE former_customer_1.id = $2::VARCHAR COLLATE "C")) ORDER BY customer_1.created_at DESC, customer_1.id DESC 
 LIMIT $3::INTEGER OFFSET 0) AS customer_3;
