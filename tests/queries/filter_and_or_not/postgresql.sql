SELECT '{"nodes":[' || coalesce(string_agg('{"name":' || coalesce(CAST(to_json(customer_2.name) AS TEXT), 'null') || '}', ','), '') || ']}' AS answer 
FROM (SELECT customer_1.name AS name 
FROM customer AS customer_1 
WHERE customer_1.environment = $1::VARCHAR COLLATE "C" AND (coalesce(customer_1.mood, '') = $2::VARCHAR COLLATE "C" AND customer_1.mood IS NOT NULL) IS NOT true AND (coalesce(customer_1.visits, -9223372036854775808) > $3::BIGINT OR lower(coalesce(customer_1.name, '')) = $4::VARCHAR COLLATE "C" AND customer_1.name = $5::VARCHAR COLLATE "C" AND customer_1.name IS NOT NULL) AND customer_1.kind = $6::VARCHAR COLLATE "C" ORDER BY customer_1.created_at ASC, customer_1.id ASC 
 LIMIT $7::INTEGER OFFSET 0) AS customer_2;

SELECT '{"totalCount":' || CAST((SELECT count(*) AS count_1 
FROM customer AS customer_2 
WHERE customer_2.environment = $1::VARCHAR COLLATE "C" AND (coalesce(customer_2.visits, -9223372036854775808) > $2::BIGINT) IS NOT true) AS TEXT) || '}' AS answer;

SELECT '{"totalCount":' || CAST((SELECT count(*) AS count_1 
FROM customer AS customer_2 
WHERE customer_2.environment = $1::VARCHAR COLLATE "C" AND false) AS TEXT) || '}' AS answer;

SELECT '{"totalCount":' || CAST((SELECT count(*) AS count_1 
FROM customer AS customer_2 
WHERE customer_2.environment = $1::VARCHAR COLLATE "C") AS TEXT) || '}' AS answer;

SELECT '{"totalCount":' || CAST((SELECT count(*) AS count_1 
FROM customer AS customer_2 
WHERE customer_2.environment = $1::VARCHAR COLLATE "C") AS TEXT) || '}' AS answer;

SELECT '{"totalCount":' || CAST((SELECT count(*) AS count_1 
FROM customer AS customer_2 
WHERE customer_2.environment = $1::VARCHAR COLLATE "C") AS TEXT) || '}' AS answer;
