SELECT '{"totalCount":' || (SELECT count(*) AS count_1 
FROM customer AS customer_2 
WHERE customer_2.environment = ? AND coalesce(customer_2.visits, -9223372036854775808) = ? AND likely(customer_2.visits IS NOT NULL)) || '}' AS answer;

SELECT '{"totalCount":' || (SELECT count(*) AS count_1 
FROM customer AS customer_2 
WHERE customer_2.environment = ? AND customer_2.visits IS NOT ?) || '}' AS answer;

SELECT '{"totalCount":' || (SELECT count(*) AS count_1 
FROM customer AS customer_2 
WHERE customer_2.environment = ? AND coalesce(customer_2.visits, -9223372036854775808) > ?) || '}' AS answer;

SELECT '{"totalCount":' || (SELECT count(*) AS count_1 
FROM customer AS customer_2 
WHERE customer_2.environment = ? AND coalesce(customer_2.visits, -9223372036854775808) >= ? AND likely(customer_2.visits IS NOT NULL)) || '}' AS answer;

SELECT '{"totalCount":' || (SELECT count(*) AS count_1 
FROM customer AS customer_2 
WHERE customer_2.environment = ? AND coalesce(customer_2.visits, -9223372036854775808) < ? AND likely(customer_2.visits IS NOT NULL)) || '}' AS answer;

SELECT '{"totalCount":' || (SELECT count(*) AS count_1 
FROM customer AS customer_2 
WHERE customer_2.environment = ? AND coalesce(customer_2.visits, -9223372036854775808) <= ? AND likely(customer_2.visits IS NOT NULL)) || '}' AS answer;

SELECT '{"totalCount":' || (SELECT count(*) AS count_1 
FROM customer AS customer_2 
WHERE customer_2.environment = ? AND coalesce(customer_2.visits, -9223372036854775808) IN (SELECT item.value 
FROM json_each(?) AS item) AND likely(customer_2.visits IS NOT NULL)) || '}' AS answer;

SELECT '{"totalCount":' || (SELECT count(*) AS count_1 
FROM customer AS customer_2 
WHERE customer_2.environment = ? AND (customer_2.visits IN (SELECT item.value 
FROM json_each(?) AS item)) IS NOT 1) || '}' AS answer;

SELECT '{"totalCount":' || (SELECT count(*) AS count_1 
FROM customer AS customer_2 
WHERE customer_2.environment = ? AND customer_2.visits IS NULL) || '}' AS answer;

SELECT '{"nodes":[' || coalesce(group_concat('{"steps":' || coalesce(customer_2.steps, 'null') || '}'), '') || ']}' AS answer 
FROM (SELECT customer_1.steps AS steps 
FROM customer AS customer_1 
WHERE customer_1.environment = ? AND coalesce(customer_1.steps, -9223372036854775808) > ? AND coalesce(customer_1.steps, -9223372036854775808) <= ? AND likely(customer_1.steps IS NOT NULL) ORDER BY customer_1.created_at DESC, customer_1.id DESC
 LIMIT ? OFFSET 0) AS customer_2;

SELECT '{"nodes":[' || coalesce(group_concat('{"number":' || json_quote(purchase_2.number) || '}'), '') || ']}' AS answer 
FROM (SELECT purchase_1.number AS number 
FROM purchase AS purchase_1 
WHERE purchase_1.environment = ? AND purchase_1.total < ? ORDER BY purchase_1.created_at DESC, purchase_1.id DESC
 LIMIT ? OFFSET 0) AS purchase_2;
