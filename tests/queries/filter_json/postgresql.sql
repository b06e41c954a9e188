SELECT '{"nodes":[' || coalesce(string_agg('{"name":' || coalesce(CAST(to_json(customer_2.name) AS TEXT), 'null') || '}', ','), '') || ']}' AS answer 
FROM (SELECT customer_1.name AS name 
FROM customer AS customer_1 
WHERE customer_1.environment = $1::VARCHAR COLLATE "C" AND coalesce((CAST(customer_1.profile AS JSONB) #> $2::VARCHAR[]) = CAST(CAST($3::VARCHAR AS TEXT) AS JSONB), false) ORDER BY customer_1.created_at DESC, customer_1.id DESC 
 LIMIT $4::INTEGER OFFSET 0) AS customer_2;

SELECT '{"nodes":[' || coalesce(string_agg('{"name":' || coalesce(CAST(to_json(customer_2.name) AS TEXT), 'null') || '}', ','), '') || ']}' AS answer 
FROM (SELECT customer_1.name AS name 
FROM customer AS customer_1 
WHERE customer_1.environment = $1::VARCHAR COLLATE "C" AND coalesce((CAST(customer_1.profile AS JSONB) #> $2::VARCHAR[]) = CAST(CAST($3::VARCHAR AS TEXT) AS JSONB), false) ORDER BY customer_1.created_at DESC, customer_1.id DESC 
 LIMIT $4::INTEGER OFFSET 0) AS customer_2;

SELECT '{"totalCount":' || CAST((SELECT count(*) AS count_1 
FROM customer AS customer_2 
WHERE customer_2.environment = $1::VARCHAR COLLATE "C" AND coalesce((CAST(customer_2.profile AS JSONB) #> $2::VARCHAR[]) = CAST(CAST($3::VARCHAR AS TEXT) AS JSONB), false)) AS TEXT) || '}' AS answer;

SELECT '{"nodes":[' || coalesce(string_agg('{"name":' || coalesce(CAST(to_json(customer_2.name) AS TEXT), 'null') || '}', ','), '') || ']}' AS answer 
FROM (SELECT customer_1.name AS name 
FROM customer AS customer_1 
WHERE customer_1.environment = $1::VARCHAR COLLATE "C" AND coalesce((CAST(customer_1.profile AS JSONB) #> $2::VARCHAR[]) = CAST(CAST($3::VARCHAR AS TEXT) AS JSONB), false) ORDER BY customer_1.created_at DESC, customer_1.id DESC 
 LIMIT $4::INTEGER OFFSET 0) AS customer_2;

SELECT '{"nodes":[' || coalesce(string_agg('{"name":' || coalesce(CAST(to_json(customer_2.name) AS TEXT), 'null') || '}', ','), '') || ']}' AS answer 
FROM (SELECT customer_1.name AS name 
FROM customer AS customer_1 
WHERE customer_1.environment = $1::VARCHAR COLLATE "C" AND coalesce((CAST(customer_1.profile AS JSONB) #> $2::VARCHAR[]) = CAST(CAST($3::VARCHAR AS TEXT) AS JSONB), false) ORDER BY customer_1.created_at DESC, customer_1.id DESC 
 LIMIT $4::INTEGER OFFSET 0) AS customer_2;

SELECT '{"nodes":[' || coalesce(string_agg('{"name":' || coalesce(CAST(to_json(customer_2.name) AS TEXT), 'null') || '}', ','), '') || ']}' AS answer 
FROM (SELECT customer_1.name AS name 
FROM customer AS customer_1 
WHERE customer_1.environment = $1::VARCHAR COLLATE "C" AND coalesce((CAST(customer_1.profile AS JSONB) #> $2::VARCHAR[]) = CAST(CAST($3::VARCHAR AS TEXT) AS JSONB), false) ORDER BY customer_1.created_at DESC, customer_1.id DESC 
 LIMIT $4::INTEGER OFFSET 0) AS customer_2;

SELECT '{"totalCount":' || CAST((SELECT count(*) AS count_1 
FROM customer AS customer_2 
WHERE customer_2.environment = $1::VARCHAR COLLATE "C" AND coalesce((CAST(customer_2.profile AS JSONB) #> $2::VARCHAR[]) = CAST(CAST($3::VARCHAR AS TEXT) AS JSONB), false) IS NOT true) AS TEXT) || '}' AS answer;

SELECT '{"totalCount":' || CAST((SELECT count(*) AS count_1 
FROM customer AS customer_2 
WHERE customer_2.environment = $1::VARCHAR COLLATE "C" AND (CAST(customer_2.profile AS JSONB) #> $2::VARCHAR[]) IS NOT NULL) AS TEXT) || '}' AS answer;

SELECT '{"totalCount":' || CAST((SELECT count(*) AS count_1 
FROM customer AS customer_2 
WHERE customer_2.environment = $1::VARCHAR COLLATE "C" AND ((CAST(customer_2.profile AS JSONB) #> $2::VARCHAR[]) IS NOT NULL) IS NOT true) AS TEXT) || '}' AS answer;

SELECT '{"nodes":[' || coalesce(string_agg('{"name":' || coalesce(CAST(to_json(customer_2.name) AS TEXT), 'null') || '}', ','), '') || ']}' AS answer 
FROM (SELECT customer_1.name AS name 
FROM customer AS customer_1 
WHERE customer_1.environment = $1::VARCHAR COLLATE "C" AND coalesce((CAST(customer_1.profile AS JSONB) #> $2::VARCHAR[]) = CAST(CAST($3::VARCHAR AS TEXT) AS JSONB), false) ORDER BY customer_1.created_at DESC, customer_1.id DESC 
 LIMIT $4::INTEGER OFFSET 0) AS customer_2;

SELECT '{"nodes":[' || coalesce(string_agg('{"name":' || coalesce(CAST(to_json(customer_2.name) AS TEXT), 'null') || '}', ','), '') || ']}' AS answer 
FROM (SELECT customer_1.name AS name 
FROM customer AS customer_1 
WHERE customer_1.environment = $1::VARCHAR COLLATE "C" AND coalesce((CAST(customer_1.profile AS JSONB) #> $2::VARCHAR[]) = CAST(CAST($3::VARCHAR AS TEXT) AS JSONB), false) AND coalesce((CAST(customer_1.profile AS JSONB) #> $4::VARCHAR[]) = CAST(CAST($5::VARCHAR AS TEXT) AS JSONB), false) ORDER BY customer_1.created_at DESC, customer_1.id DESC 
 LIMIT $6::INTEGER OFFSET 0) AS customer_2;
