SELECT '{"ownerId":' || coalesce($1::VARCHAR, 'null') || ',"customer":' || coalesce((SELECT '{"id":' || CAST(to_json(customer_1.id) AS TEXT) || ',"name":' || coalesce(CAST(to_json(customer_1.name) AS TEXT), 'null') || '}' AS answer 
FROM customer AS customer_1 
WHERE customer_1.environment = $2::VARCHAR COLLATE "C" AND customer_1.id = coalesce((SELECT customer_2.id 
FROM customer AS customer_2 
WHERE customer_2.id = $3::VARCHAR COLLATE "C"), (SELECT former_customer_1.customer_id 
FROM former_customer AS former_customer_1 
WHERE former_customer_1.id = $3::VARCHAR COLLATE "C")) AND customer_1.id = coalesce((SELECT customer_3.id 
FROM customer AS customer_3 
WHERE customer_3.id = $4::VARCHAR COLLATE "C"), (SELECT former_customer_2.customer_id 
FROM former_customer AS former_customer_2 
WHERE former_customer_2.id = $4::VARCHAR COLLATE "C"))), 'null') || '}' AS answer;

SELECT '{"totalCount":' || CAST((SELECT count(*) AS count_1 
FROM customer AS customer_4 
WHERE customer_4.environment = $1::VARCHAR COLLATE "C" AND customer_4.id = coalesce((SELECT customer_5.id 
FROM customer AS customer_5 
WHERE customer_5.id = $2::VARCHAR COLLATE "C"), (SELECT former_customer_2.customer_id 
FROM former_customer AS former_customer_2 
WHERE former_customer_2.id = $2::VARCHAR COLLATE "C"))) AS TEXT) || ',"nodes":[' || coalesce(string_agg('{"id":' || CAST(to_json(customer_3.id) AS TEXT) || ',"name":' || coalesce(CAST(to_json(customer_3.name) AS TEXT), 'null') || ',"purchases":' || (SELECT '{"totalCount":' || CAST((SELECT count(*) AS count_2 
FROM purchase AS purchase_3 
WHERE purchase_3.customer_id = customer_3.id AND purchase_3.environment = $1::VARCHAR COLLATE "C" AND purchase_3.customer_id = coalesce((SELECT customer_7.id 
FROM customer AS customer_7 
WHERE customer_7.id = $2::VARCHAR COLLATE "C"), (SELECT former_customer_4.customer_id 
FROM former_customer AS former_customer_4 
WHERE former_customer_4.id = $2::VARCHAR COLLATE "C"))) AS TEXT) || ',"nodes":[' || coalesce(string_agg('{"number":' || CAST(to_json(purchase_2.number) AS TEXT) || '}', ','), '') || ']}' AS answer 
FROM (SELECT purchase_1.number AS number 
FROM purchase AS purchase_1 
WHERE purchase_1.customer_id = customer_3.id AND purchase_1.environment = $1::VARCHAR COLLATE "C" AND purchase_1.customer_id = coalesce((SELECT customer_6.id 
FROM customer AS customer_6 
WHERE customer_6.id = $2::VARCHAR COLLATE "C"), (SELECT former_customer_3.customer_id 
FROM former_customer AS former_customer_3 
WHERE former_customer_3.id = $2::VARCHAR COLLATE "C")) ORDER BY coalesce(purchase_1.placed_at, TIMESTAMP WITH TIME ZONE '0001-01-01 00:00:00+00') DESC, purchase_1.id DESC 
 LIMIT $3::INTEGER OFFSET 0) AS purchase_2) || '}', ','), '') || ']}' AS answer 
FROM (SELECT customer_1.id AS id, customer_1.name AS name 
FROM customer AS customer_1 
WHERE customer_1.environment = $1::VARCHAR COLLATE "C" AND customer_1.id = coalesce((SELECT customer_2.id 
FROM customer AS customer_2 
WHERE customer_2.id = $2::VARCHAR COLLATE "C"), (SELECT former_customer_1.customer_id 
FROM former_customer AS former_customer_1 
WHERE former_customer_1.id = $2::VARCHAR COLLATE "C")) ORDER BY customer_1.created_at DESC, customer_1.id DESC 
 LIMIT $4::INTEGER OFFSET 0) AS customer_3;

SELECT '{"id":' || CAST(to_json(customer_1.id) AS TEXT) || '}' AS answer 
FROM customer AS customer_1 
WHERE customer_1.environment = $1::VARCHAR COLLATE "C" AND customer_1.id = coalesce((SELECT customer_2.id 
FROM customer AS customer_2 
WHERE customer_2.id = $2::VARCHAR COLLATE "C"), (SELECT former_customer_1.customer_id 
FROM former_customer AS former_customer_1 
WHERE former_customer_1.id = $2::VARCHAR COLLATE "C")) AND customer_1.id = coalesce((SELECT customer_3.id 
FROM customer AS customer_3 
WHERE customer_3.id = $3::VARCHAR COLLATE "C"), (SELECT former_customer_2.customer_id 
FROM former_customer AS former_customer_2 
WHERE former_customer_2.id = $3::VARCHAR COLLATE "C"));

SELECT '{"id":' || CAST(to_json(customer_1.id) AS TEXT) || '}' AS answer 
FROM customer AS customer_1 
WHERE customer_1.environment = $1::VARCHAR COLLATE "C" AND customer_1.id = coalesce((SELECT customer_2.id 
FROM customer AS customer_2 
WHERE customer_2.id = $2::VARCHAR COLLATE "C"), (SELECT former_customer_1.customer_id 
FROM former_customer AS former_customer_1 
WHERE former_customer_1.id = $2::VARCHAR COLLATE "C")) AND customer_1.id = coalesce((SELECT customer_3.id 
FROM customer AS customer_3 
WHERE customer_3.id = $3::VARCHAR COLLATE "C"), (SELECT former_customer_2.customer_id 
FROM former_customer AS former_customer_2 
WHERE former_customer_2.id = $3::VARCHAR COLLATE "C"));

SELECT '{"totalCount":' || CAST((SELECT count(*) AS count_1 
FROM purchase AS purchase_3 
WHERE purchase_3.environment = $1::VARCHAR COLLATE "C" AND purchase_3.customer_id = coalesce((SELECT customer_2.id 
FROM customer AS customer_2 
WHERE customer_2.id = $2::VARCHAR COLLATE "C"), (SELECT former_customer_2.customer_id 
FROM former_customer AS former_customer_2 
WHERE former_customer_2.id = $2::VARCHAR COLLATE "C"))) AS TEXT) || ',"nodes":[' || coalesce(string_agg('{"number":' || CAST(to_json(purchase_2.number) AS TEXT) || ',"customer":' || coalesce((SELECT '{"id":' || CAST(to_json(customer_3.id) AS TEXT) || '}' AS answer 
FROM customer AS customer_3 
WHERE customer_3.id = purchase_2.customer_id AND customer_3.environment = $1::VARCHAR COLLATE "C" AND customer_3.id = coalesce((SELECT customer_4.id 
FROM customer AS customer_4 
WHERE customer_4.id = $2::VARCHAR COLLATE "C"), (SELECT former_customer_3.customer_id 
FROM former_customer AS former_customer_3 
WHERE former_customer_3.id = $2::VARCHAR COLLATE "C"))), 'null') || '}', ','), '') || ']}' AS answer 
FROM (SELECT purchase_1.number AS number, purchase_1.customer_id AS customer_id 
FROM purchase AS purchase_1 
WHERE purchase_1.environment = $1::VARCHAR COLLATE "C" AND purchase_1.customer_id = coalesce((SELECT customer_1.id 
FROM customer AS customer_1 
WHERE customer_1.id = $2::VARCHAR COLLATE "C"), (SELECT former_customer_1.customer_id 
FROM former_customer AS former_customer_1 
WHERE former_customer_1.id = $2::VARCHAR COLLATE "C")) ORDER BY purchase_1.created_at DESC, purchase_1.id DESC 
 LIMIT $3::INTEGER OFFSET 0) AS purchase_2;
