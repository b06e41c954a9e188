SELECT '{"__typename":"Customer","id":' || CAST(to_json(customer_1.id) AS TEXT) || ',"name":' || coalesce(CAST(to_json(customer_1.name) AS TEXT), 'null') || ',"home":' || CASE WHEN (customer_1.home__city IS NULL) THEN 'null' ELSE '{"city":' || coalesce(CAST(to_json(customer_1.home__city) AS TEXT), 'null') || ',"door":' || CASE WHEN (customer_1.home__door__number IS NULL) THEN 'null' ELSE '{"number":' || coalesce(CAST(customer_1.home__door__number AS TEXT), 'null') || '}' END || '}' END || ',"visits":' || coalesce(CAST(customer_1.visits AS TEXT), 'null') || ',"kind":' || CAST(to_json(customer_1.kind) AS TEXT) || '}' AS answer 
FROM customer AS customer_1 
WHERE customer_1.environment = $1::VARCHAR COLLATE "C" AND customer_1.id = coalesce((SELECT customer_2.id 
FROM customer AS customer_2 
WHERE customer_2.id = $2::VARCHAR COLLATE "C"), (SELECT former_customer_1.customer_id 
FROM former_customer AS former_customer_1 
WHERE former_customer_1.id = $2::VARCHAR COLLATE "C"));
