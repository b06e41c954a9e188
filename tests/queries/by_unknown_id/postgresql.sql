SELECT '{"id":' || CAST(to_json(customer_1.id) AS TEXT) || '}' AS answer 
FROM customer AS customer_1 
WHERE customer_1.environment = $1::VARCHAR COLLATE "C" AND customer_1.id = $2::VARCHAR COLLATE "C";

SELECT '{"id":' || CAST(to_json(customer_1.id) AS TEXT) || '}' AS answer 
FROM customer AS customer_1 
WHERE customer_1.environment = $1::VARCHAR COLLATE "C" AND customer_1.id = $2::VARCHAR COLLATE "C";

SELECT '{"id":' || CAST(to_json(customer_1.id) AS TEXT) || '}' AS answer 
FROM customer AS customer_1 
WHERE customer_1.environment = $1::VARCHAR COLLATE "C" AND customer_1.id = $2::VARCHAR COLLATE "C";
