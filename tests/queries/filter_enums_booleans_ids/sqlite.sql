SELECT '{"nodes":[' || coalesce(group_concat('{"mood":' || json_quote(customer_2.mood) || '}'), '') || ']}' AS answer 
FROM (SELECT customer_1.mood AS mood 
FROM customer AS customer_1 
WHERE customer_1.environment = ? AND coalesce(customer_1.mood, '') = ? AND likely(customer_1.mood IS NOT NULL) ORDER BY customer_1.created_at DESC, customer_1.id DESC
 LIMIT ? OFFSET 0) AS customer_2;

SELECT '{"totalCount":' || (SELECT count(*) AS count_1 
FROM customer AS customer_2 
WHERE customer_2.environment = ? AND customer_2.mood IS NOT ?) || '}' AS answer;

SELECT '{"totalCount":' || (SELECT count(*) AS count_1 
FROM customer AS customer_2 
WHERE customer_2.environment = ? AND coalesce(customer_2.mood, '') IN (SELECT item.value 
FROM json_each(?) AS item) AND likely(customer_2.mood IS NOT NULL)) || '}' AS answer;

SELECT '{"totalCount":' || (SELECT count(*) AS count_1 
FROM customer AS customer_2 
WHERE customer_2.environment = ? AND (customer_2.mood IN (SELECT item.value 
FROM json_each(?) AS item)) IS NOT 1) || '}' AS answer;

SELECT '{"totalCount":' || (SELECT count(*) AS count_1 
FROM customer AS customer_2 
WHERE customer_2.environment = ? AND customer_2.is_member = ? AND likely(customer_2.is_member IS NOT NULL)) || '}' AS answer;

SELECT '{"totalCount":' || (SELECT count(*) AS count_1 
FROM customer AS customer_2 
WHERE customer_2.environment = ? AND customer_2.is_member IS NOT ?) || '}' AS answer;

SELECT '{"totalCount":' || (SELECT count(*) AS count_1 
FROM customer AS customer_2 
WHERE customer_2.environment = ? AND customer_2.is_member IS NULL) || '}' AS answer;

SELECT '{"totalCount":' || (SELECT count(*) AS count_1 
FROM customer AS customer_2 
WHERE customer_2.environment = ? AND (customer_2.secret IS NOT NULL) = ?) || '}' AS answer;

SELECT '{"nodes":[' || coalesce(group_concat('{"id":' || json_quote(customer_2.id) || '}'), '') || ']}' AS answer 
FROM (SELECT customer_1.id AS id 
FROM customer AS customer_1 
WHERE customer_1.environment = ? AND customer_1.id IN (SELECT item.value 
FROM json_each(?) AS item) ORDER BY customer_1.created_at DESC, customer_1.id DESC
 LIMIT ? OFFSET 0) AS customer_2;

SELECT '{"totalCount":' || (SELECT count(*) AS count_1 
FROM customer AS customer_2 
WHERE customer_2.environment = ? AND customer_2.shop_id IS NOT ?) || '}' AS answer;
