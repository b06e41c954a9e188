SELECT '{"nodes":[' || coalesce(string_agg('{"mood":' || coalesce(CAST(to_json(customer_2.mood) AS TEXT), 'null') || '}', ','), '') || ']}' AS answer 
FROM (SELECT customer_1.mood AS mood 
FROM customer AS customer_1 
WHERE customer_1.environment = $1::VARCHAR COLLATE "C" AND coalesce(customer_1.mood, '') = $2::VARCHAR COLLATE "C" AND customer_1.mood IS NOT NULL ORDER BY customer_1.created_at DESC, customer_1.id DESC 
 LIMIT $3::INTEGER OFFSET 0) AS customer_2;

SELECT '{"totalCount":' || CAST((SELECT count(*) AS count_1 
FROM customer AS customer_2 
WHERE customer_2.environment = $1::VARCHAR COLLATE "C" AND customer_2.mood IS DISTINCT FROM $2::VARCHAR COLLATE "C") AS TEXT) || '}' AS answer;

SELECT '{"totalCount":' || CAST((SELECT count(*) AS count_1 
FROM customer AS customer_2 
WHERE customer_2.environment = $1::VARCHAR COLLATE "C" AND coalesce(customer_2.mood, '') = ANY ($2::TEXT[] COLLATE "C") AND customer_2.mood IS NOT NULL) AS TEXT) || '}' AS answer;

SELECT '{"totalCount":' || CAST((SELECT count(*) AS count_1 
FROM customer AS customer_2 
WHERE customer_2.environment = $1::VARCHAR COLLATE "C" AND (customer_2.mood = ANY ($2::TEXT[] COLLATE "C")) IS NOT true) AS TEXT) || '}' AS answer;

SELECT '{"totalCount":' || CAST((SELECT count(*) AS count_1 
FROM customer AS customer_2 
WHERE customer_2.environment = $1::VARCHAR COLLATE "C" AND customer_2.is_member = $2::BOOLEAN AND customer_2.is_member IS NOT NULL) AS TEXT) || '}' AS answer;

SELECT '{"totalCount":' || CAST((SELECT count(*) AS count_1 
FROM customer AS customer_2 
WHERE customer_2.environment = $1::VARCHAR COLLATE "C" AND customer_2.is_member IS DISTINCT FROM $2::BOOLEAN) AS TEXT) || '}' AS answer;

SELECT '{"totalCount":' || CAST((SELECT count(*) AS count_1 
FROM customer AS customer_2 
WHERE customer_2.environment = $1::VARCHAR COLLATE "C" AND customer_2.is_member IS NULL) AS TEXT) || '}' AS answer;

SELECT '{"totalCount":' || CAST((SELECT count(*) AS count_1 
FROM customer AS customer_2 
WHERE customer_2.environment = $1::VARCHAR COLLATE "C" AND (customer_2.secret IS NOT NULL) = $2::BOOLEAN) AS TEXT) || '}' AS answer;

SELECT '{"nodes":[' || coalesce(string_agg('{"id":' || CAST(to_json(customer_2.id) AS TEXT) || '}', ','), '') || ']}' AS answer 
FROM (SELECT customer_1.id AS id 
FROM customer AS customer_1 
WHERE customer_1.environment = $1::VARCHAR COLLATE "C" AND customer_1.id = ANY ($2::TEXT[] COLLATE "C") ORDER BY customer_1.created_at DESC, customer_1.id DESC 
 LIMIT $3::INTEGER OFFSET 0) AS customer_2;

SELECT '{"totalCount":' || CAST((SELECT count(*) AS count_1 
FROM customer AS customer_2 
WHERE customer_2.environment = $1::VARCHAR COLLATE "C" AND customer_2.shop_id IS DISTINCT FROM $2::VARCHAR COLLATE "C") AS TEXT) || '}' AS answer;
