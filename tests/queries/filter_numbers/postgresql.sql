SELECT '{"totalCount":' || CAST((SELECT count(*) AS count_1 
FROM customer AS customer_2 
WHERE customer_2.environment = $1::VARCHAR COLLATE "C" AND coalesce(customer_2.visits, -9223372036854775808) = $2::BIGINT AND customer_2.visits IS NOT NULL) AS TEXT) || '}' AS answer;

SELECT '{"totalCount":' || CAST((SELECT count(*) AS count_1 
FROM customer AS customer_2 
WHERE customer_2.environment = $1::VARCHAR COLLATE "C" AND customer_2.visits IS DISTINCT FROM $2::BIGINT) AS TEXT) || '}' AS answer;

SELECT '{"totalCount":' || CAST((SELECT count(*) AS count_1 
FROM customer AS customer_2 
WHERE customer_2.environment = $1::VARCHAR COLLATE "C" AND coalesce(customer_2.visits, -9223372036854775808) > $2::BIGINT) AS TEXT) || '}' AS answer;

SELECT '{"totalCount":' || CAST((SELECT count(*) AS count_1 
FROM customer AS customer_2 
WHERE customer_2.environment = $1::VARCHAR COLLATE "C" AND coalesce(customer_2.visits, -9223372036854775808) >= $2::BIGINT AND customer_2.visits IS NOT NULL) AS TEXT) || '}' AS answer;

SELECT '{"totalCount":' || CAST((SELECT count(*) AS count_1 
FROM customer AS customer_2 
WHERE customer_2.environment = $1::VARCHAR COLLATE "C" AND coalesce(customer_2.visits, -9223372036854775808) < $2::BIGINT AND customer_2.visits IS NOT NULL) AS TEXT) || '}' AS answer;

SELECT '{"totalCount":' || CAST((SELECT count(*) AS count_1 
FROM customer AS customer_2 
WHERE customer_2.environment = $1::VARCHAR COLLATE "C" AND coalesce(customer_2.visits, -9223372036854775808) <= $2::BIGINT AND customer_2.visits IS NOT NULL) AS TEXT) || '}' AS answer;

SELECT '{"totalCount":' || CAST((SELECT count(*) AS count_1 
FROM customer AS customer_2 
WHERE customer_2.environment = $1::VARCHAR COLLATE "C" AND coalesce(customer_2.visits, -9223372036854775808) = ANY ($2::INTEGER[]) AND customer_2.visits IS NOT NULL) AS TEXT) || '}' AS answer;

SELECT '{"totalCount":' || CAST((SELECT count(*) AS count_1 
FROM customer AS customer_2 
WHERE customer_2.environment = $1::VARCHAR COLLATE "C" AND (customer_2.visits = ANY ($2::INTEGER[])) IS NOT true) AS TEXT) || '}' AS answer;

SELECT '{"totalCount":' || CAST((SELECT count(*) AS count_1 
FROM customer AS customer_2 
WHERE customer_2.environment = $1::VARCHAR COLLATE "C" AND customer_2.visits IS NULL) AS TEXT) || '}' AS answer;

SELECT '{"nodes":[' || coalesce(string_agg('{"steps":' || coalesce(CAST(customer_2.steps AS TEXT), 'null') || '}', ','), '') || ']}' AS answer 
FROM (SELECT customer_1.steps AS steps 
FROM customer AS customer_1 
WHERE customer_1.environment = $1::VARCHAR COLLATE "C" AND coalesce(customer_1.steps, -9223372036854775808) > $2::BIGINT AND coalesce(customer_1.steps, -9223372036854775808) <= $3::BIGINT AND customer_1.steps IS NOT NULL ORDER BY customer_1.created_at DESC, customer_1.id DESC 
 LIMIT $4::INTEGER OFFSET 0) AS customer_2;

SELECT '{"nodes":[' || coalesce(string_agg('{"number":' || CAST(to_json(purchase_2.number) AS TEXT) || '}', ','), '') || ']}' AS answer 
FROM (SELECT purchase_1.number AS number 
FROM purchase AS purchase_1 
WHERE purchase_1.environment = $1::VARCHAR COLLATE "C" AND purchase_1.total < $2::BIGINT ORDER BY purchase_1.created_at DESC, purchase_1.id DESC 
 LIMIT $3::INTEGER OFFSET 0) AS purchase_2;
