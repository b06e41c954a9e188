SELECT '{"name":' || coalesce(CAST(to_json(customer_1.name) AS TEXT), 'null') || '}' AS answer 
FROM customer AS customer_1 
WHERE customer_1.environment = $1::VARCHAR COLLATE "C" AND customer_1.id = $2::VARCHAR COLLATE "C" AND customer_1.id = $3::VARCHAR COLLATE "C";
