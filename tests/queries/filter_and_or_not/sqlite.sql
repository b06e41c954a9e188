SELECT '{"nodes":[' || coalesce(group_concat('{"name":' || json_quote(customer_2.name) || '}'), '') || ']}' AS answer 
FROM (SELECT customer_1.name AS name 
FROM customer AS customer_1 
WHERE customer_1.environment = ? AND (coalesce(customer_1.mood, '') = ? AND likely(customer_1.mood IS NOT NULL)) IS NOT 1 AND (coalesce(customer_1.visits, -9223372036854775808) > ? OR lower(coalesce(customer_1.name, '')) = ? AND likely(customer_1.name = ?) AND likely(customer_1.name IS NOT NULL)) AND customer_1.kind = ? ORDER BY customer_1.created_at ASC, customer_1.id ASC
 LIMIT ? OFFSET 0) AS customer_2;

SELECT '{"totalCount":' || (SELECT count(*) AS count_1 
FROM customer AS customer_2 
WHERE customer_2.environment = ? AND (coalesce(customer_2.visits, -9223372036854775808) > ?) IS NOT 1) || '}' AS answer;

SELECT '{"totalCount":' || (SELECT count(*) AS count_1 
FROM customer AS customer_2 
WHERE customer_2.environment = ? AND 0 = 1) || '}' AS answer;

SELECT '{"totalCount":' || (SELECT count(*) AS count_1 
FROM customer AS customer_2 
WHERE customer_2.environment = ?) || '}' AS answer;

SELECT '{"totalCount":' || (SELECT count(*) AS count_1 
FROM customer AS customer_2 
WHERE customer_2.environment = ?) || '}' AS answer;

SELECT '{"totalCount":' || (SELECT count(*) AS count_1 
FROM customer AS customer_2 
WHERE customer_2.environment = ?) || '}' AS answer;
