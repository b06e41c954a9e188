SELECT '{"nodes":[' || coalesce(string_agg('{"id":' || CAST(to_json(customer_2.id) AS TEXT) || '}', ','), '') || ']}' AS answer 
FROM (SELECT customer_1.id AS id 
FROM customer AS customer_1 
WHERE customer_1.environment = $1::VARCHAR COLLATE "C" AND lower(coalesce(customer_1.name, '')) = $2::VARCHAR COLLATE "C" AND customer_1.name = $3::VARCHAR COLLATE "C" AND customer_1.name IS NOT NULL ORDER BY customer_1.created_at DESC, customer_1.id DESC 
 LIMIT $4::INTEGER OFFSET 0) AS customer_2;

SELECT '{"totalCount":' || CAST((SELECT count(*) AS count_1 
FROM customer AS customer_2 
WHERE customer_2.environment = $1::VARCHAR COLLATE "C" AND customer_2.name IS DISTINCT FROM $2::VARCHAR COLLATE "C") AS TEXT) || '}' AS answer;

SELECT '{"nodes":[' || coalesce(string_agg('{"name":' || coalesce(CAST(to_json(customer_2.name) AS TEXT), 'null') || '}', ','), '') || ']}' AS answer 
FROM (SELECT customer_1.name AS name 
FROM customer AS customer_1 
WHERE customer_1.environment = $1::VARCHAR COLLATE "C" AND lower(coalesce(customer_1.name, '')) = ANY ($2::TEXT[] COLLATE "C") AND customer_1.name = ANY ($3::TEXT[] COLLATE "C") AND customer_1.name IS NOT NULL ORDER BY customer_1.created_at DESC, customer_1.id DESC 
 LIMIT $4::INTEGER OFFSET 0) AS customer_2;

SELECT '{"totalCount":' || CAST((SELECT count(*) AS count_1 
FROM customer AS customer_2 
WHERE customer_2.environment = $1::VARCHAR COLLATE "C" AND (customer_2.name = ANY ($2::TEXT[] COLLATE "C")) IS NOT true) AS TEXT) || '}' AS answer;

SELECT '{"nodes":[' || coalesce(string_agg('{"id":' || CAST(to_json(customer_2.id) AS TEXT) || '}', ','), '') || ']}' AS answer 
FROM (SELECT customer_1.id AS id 
FROM customer AS customer_1 
WHERE customer_1.environment = $1::VARCHAR COLLATE "C" AND customer_1.name IS NOT NULL AND (strpos(lower(coalesce(customer_1.name, '')), $2::VARCHAR COLLATE "C") > 0 OR strpos(lower(coalesce(customer_1.name, '')), $3::VARCHAR COLLATE "C") > 0 OR strpos(lower(coalesce(customer_1.name, '')), $4::VARCHAR COLLATE "C") > 0) ORDER BY lower(coalesce(customer_1.name, '')) ASC, customer_1.id ASC 
 LIMIT $5::INTEGER OFFSET 0) AS customer_2;

SELECT '{"nodes":[' || coalesce(string_agg('{"name":' || coalesce(CAST(to_json(customer_2.name) AS TEXT), 'null') || '}', ','), '') || ']}' AS answer 
FROM (SELECT customer_1.name AS name 
FROM customer AS customer_1 
WHERE customer_1.environment = $1::VARCHAR COLLATE "C" AND (lower(coalesce(customer_1.name, '')) >= $2::VARCHAR COLLATE "C" AND lower(coalesce(customer_1.name, '')) < $3::VARCHAR COLLATE "C" AND customer_1.name IS NOT NULL OR lower(coalesce(customer_1.name, '')) >= $4::VARCHAR COLLATE "C" AND lower(coalesce(customer_1.name, '')) < $5::VARCHAR COLLATE "C" AND customer_1.name IS NOT NULL OR lower(coalesce(customer_1.name, '')) >= $6::VARCHAR COLLATE "C" AND lower(coalesce(customer_1.name, '')) < $7::VARCHAR COLLATE "C" AND customer_1.name IS NOT NULL) ORDER BY customer_1.created_at DESC, customer_1.id DESC 
 LIMIT $8::INTEGER OFFSET 0) AS customer_2;

SELECT '{"nodes":[' || coalesce(string_agg('{"id":' || CAST(to_json(customer_2.id) AS TEXT) || '}', ','), '') || ']}' AS answer 
FROM (SELECT customer_1.id AS id 
FROM customer AS customer_1 
WHERE customer_1.environment = $1::VARCHAR COLLATE "C" AND customer_1.name IS NULL ORDER BY customer_1.created_at DESC, customer_1.id DESC 
 LIMIT $2::INTEGER OFFSET 0) AS customer_2;

SELECT '{"totalCount":' || CAST((SELECT count(*) AS count_1 
FROM customer AS customer_2 
WHERE customer_2.environment = $1::VARCHAR COLLATE "C" AND customer_2.name IS NOT NULL) AS TEXT) || '}' AS answer;

SELECT '{"nodes":[' || coalesce(string_agg('{"id":' || CAST(to_json(customer_2.id) AS TEXT) || '}', ','), '') || ']}' AS answer 
FROM (SELECT customer_1.id AS id 
FROM customer AS customer_1 
WHERE customer_1.environment = $1::VARCHAR COLLATE "C" AND customer_1.name IS NULL ORDER BY customer_1.created_at DESC, customer_1.id DESC 
 LIMIT $2::INTEGER OFFSET 0) AS customer_2;

SELECT '{"totalCount":' || CAST((SELECT count(*) AS count_1 
FROM customer AS customer_2 
WHERE customer_2.environment = $1::VARCHAR COLLATE "C" AND customer_2.name IS NOT NULL) AS TEXT) || '}' AS answer;

SELECT '{"nodes":[' || coalesce(string_agg('{"name":' || coalesce(CAST(to_json(customer_2.name) AS TEXT), 'null') || '}', ','), '') || ']}' AS answer 
FROM (SELECT customer_1.name AS name 
FROM customer AS customer_1 
WHERE customer_1.environment = $1::VARCHAR COLLATE "C" AND customer_1.name IS DISTINCT FROM $2::VARCHAR COLLATE "C" AND (lower(coalesce(customer_1.name, '')) >= $3::VARCHAR COLLATE "C" AND lower(coalesce(customer_1.name, '')) < $4::VARCHAR COLLATE "C" AND customer_1.name IS NOT NULL OR lower(coalesce(customer_1.name, '')) >= $5::VARCHAR COLLATE "C" AND lower(coalesce(customer_1.name, '')) < $6::VARCHAR COLLATE "C" AND customer_1.name IS NOT NULL OR lower(coalesce(customer_1.name, '')) >= $7::VARCHAR COLLATE "C" AND lower(coalesce(customer_1.name, '')) < $8::VARCHAR COLLATE "C" AND customer_1.name IS NOT NULL) ORDER BY customer_1.created_at DESC, customer_1.id DESC 
 LIMIT $9::INTEGER OFFSET 0) AS customer_2;

SELECT '{"nodes":[' || coalesce(string_agg('{"name":' || CAST(to_json(shop_2.name) AS TEXT) || '}', ','), '') || ']}' AS answer 
FROM (SELECT shop_1.name AS name 
FROM shop AS shop_1 
WHERE shop_1.environment = $1::VARCHAR COLLATE "C" AND (strpos(lower(shop_1.name), $2::VARCHAR COLLATE "C") > 0 OR strpos(lower(shop_1.name), $3::VARCHAR COLLATE "C") > 0 OR strpos(lower(shop_1.name), $4::VARCHAR COLLATE "C") > 0) AND (lower(shop_1.name) >= $5::VARCHAR COLLATE "C" AND lower(shop_1.name) < $6::VARCHAR COLLATE "C" OR lower(shop_1.name) >= $7::VARCHAR COLLATE "C" AND lower(shop_1.name) < $8::VARCHAR COLLATE "C" OR lower(shop_1.name) >= $9::VARCHAR COLLATE "C" AND lower(shop_1.name) < $10::VARCHAR COLLATE "C") ORDER BY lower(shop_1.name) ASC, shop_1.id ASC 
 LIMIT $11::INTEGER OFFSET 0) AS shop_2;
