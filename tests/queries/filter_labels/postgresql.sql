SELECT '{"nodes":[' || coalesce(string_agg('{"name":' || coalesce(CAST(to_json(customer_2.name) AS TEXT), 'null') || '}', ','), '') || ']}' AS answer 
FROM (SELECT customer_1.name AS name 
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

SELECT '{"nodes":[' || coalesce(string_agg('{"name":' || coalesce(CAST(to_json(customer_2.name) AS TEXT), 'null') || '}', ','), '') || ']}' AS answer 
FROM (SELECT customer_1.name AS name 
FROM customer AS customer_1 
WHERE customer_1.environment = $1::VARCHAR COLLATE "C" AND NOT (EXISTS (SELECT 1 
FROM unnest($2::TEXT[] COLLATE "C") WITH ORDINALITY AS item_1(value, key) 
WHERE NOT (EXISTS (SELECT 1 
FROM customer_label AS customer_label_1 
WHERE customer_label_1.customer_id = customer_1.id AND customer_label_1.word = item_1.value)))) ORDER BY customer_1.created_at DESC, customer_1.id DESC 
 LIMIT $3::INTEGER OFFSET 0) AS customer_2;

SELECT '{"totalCount":' || CAST((SELECT count(*) AS count_1 
FROM customer AS customer_2 
WHERE customer_2.environment = $1::VARCHAR COLLATE "C" AND NOT (EXISTS (SELECT 1 
FROM unnest($2::TEXT[] COLLATE "C") WITH ORDINALITY AS item_2(value, key) 
WHERE NOT (EXISTS (SELECT 1 
FROM customer_label AS customer_label_2 
WHERE customer_label_2.customer_id = customer_2.id AND customer_label_2.word = item_2.value))))) AS TEXT) || '}' AS answer;

SELECT '{"totalCount":' || CAST((SELECT count(*) AS count_1 
FROM customer AS customer_2 
WHERE customer_2.environment = $1::VARCHAR COLLATE "C" AND (EXISTS (SELECT 1 
FROM customer_label AS customer_label_2 
WHERE customer_label_2.customer_id = customer_2.id AND customer_label_2.word = ANY ($2::TEXT[] COLLATE "C")))) AS TEXT) || '}' AS answer;
