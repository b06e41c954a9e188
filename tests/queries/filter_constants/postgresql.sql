SELECT '{"nodes":[' || coalesce(string_agg('{"name":' || coalesce(CAST(to_json(customer_2.name) AS TEXT), 'null') || ',"labels":' || (SELECT '[' || coalesce(string_agg(CAST(to_json(customer_label_3.value) AS TEXT), ','), '') || ']' AS answer 
FROM (SELECT customer_label_2.word AS value 
FROM customer_label AS customer_label_2 
WHERE customer_label_2.customer_id = customer_2.id ORDER BY customer_label_2.position) AS customer_label_3) || '}', ','), '') || ']}' AS answer 
FROM (SELECT customer_1.name AS name, customer_1.id AS id 
FROM customer AS customer_1 
WHERE customer_1.environment = $1::VARCHAR COLLATE "C" AND (EXISTS (SELECT 1 
FROM customer_label AS customer_label_1 
WHERE customer_label_1.customer_id = customer_1.id AND customer_label_1.word = ANY ($2::TEXT[] COLLATE "C"))) ORDER BY customer_1.created_at ASC, customer_1.id ASC 
 LIMIT $3::INTEGER OFFSET 0) AS customer_2;

SELECT '{"totalCount":' || CAST((SELECT count(*) AS count_1 
FROM customer AS customer_2 
WHERE customer_2.environment = $1::VARCHAR COLLATE "C" AND (EXISTS (SELECT 1 
FROM customer_label AS customer_label_2 
WHERE customer_label_2.customer_id = customer_2.id AND customer_label_2.word = ANY ($2::TEXT[] COLLATE "C")))) AS TEXT) || '}' AS answer;

SELECT '{"totalCount":' || CAST((SELECT count(*) AS count_1 
FROM customer AS customer_2 
WHERE customer_2.environment = $1::VARCHAR COLLATE "C" AND (EXISTS (SELECT 1 
FROM customer_label AS customer_label_2 
WHERE customer_label_2.customer_id = customer_2.id AND customer_label_2.word = ANY ($2::TEXT[] COLLATE "C"))) IS NOT true) AS TEXT) || '}' AS answer;

SELECT '{"totalCount":' || CAST((SELECT count(*) AS count_1 
FROM purchase AS purchase_2 
WHERE purchase_2.environment = $1::VARCHAR COLLATE "C" AND (EXISTS (SELECT 1 
FROM customer AS customer_2 
WHERE customer_2.id = purchase_2.customer_id AND customer_2.environment = $1::VARCHAR COLLATE "C" AND (EXISTS (SELECT 1 
FROM customer_label AS customer_label_2 
WHERE customer_label_2.customer_id = customer_2.id AND customer_label_2.word = ANY ($2::TEXT[] COLLATE "C")))))) AS TEXT) || '}' AS answer;
