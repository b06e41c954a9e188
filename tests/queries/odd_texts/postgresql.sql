SELECT '{"name":' || coalesce(CAST(to_json(customer_1.name) AS TEXT), 'null') || ',"profile":' || coalesce(CAST(customer_1.profile AS TEXT), 'null') || ',"greeting":' || coalesce(CAST(to_json(coalesce(customer_1.name, customer_1.email)) AS TEXT), 'null') || '}' AS answer 
FROM customer AS customer_1 
WHERE customer_1.environment = $1::VARCHAR COLLATE "C" AND customer_1.id = coalesce((SELECT customer_2.id 
FROM customer AS customer_2 
WHERE customer_2.id = $2::VARCHAR COLLATE "C"), (SELECT former_customer_1.customer_id 
FROM former_customer AS former_customer_1 
WHERE former_customer_1.id = $2::VARCHAR COLLATE "C"));

SELECT '{"labels":' || (SELECT '[' || coalesce(string_agg(CAST(to_json(customer_label_2.value) AS TEXT), ','), '') || ']' AS answer 
FROM (SELECT customer_label_1.word AS value 
FROM customer_label AS customer_label_1 
WHERE customer_label_1.customer_id = customer_1.id ORDER BY customer_label_1.position) AS customer_label_2) || '}' AS answer 
FROM customer AS customer_1 
WHERE customer_1.environment = $1::VARCHAR COLLATE "C" AND customer_1.id = coalesce((SELECT customer_2.id 
FROM customer AS customer_2 
WHERE customer_2.id = $2::VARCHAR COLLATE "C"), (SELECT former_customer_1.customer_id 
FROM former_customer AS former_customer_1 
WHERE former_customer_1.id = $2::VARCHAR COLLATE "C"));
