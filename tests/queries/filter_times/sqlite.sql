SELECT '{"nodes":[' || coalesce(group_concat('{"id":' || json_quote(customer_2.id) || '}'), '') || ']}' AS answer 
FROM (SELECT customer_1.id AS id 
FROM customer AS customer_1 
WHERE customer_1.environment = ? AND coalesce(customer_1.seen_at, '0001-01-01T00:00:00.000Z') = ? AND likely(customer_1.seen_at IS NOT NULL) ORDER BY customer_1.created_at DESC, customer_1.id DESC
 LIMIT ? OFFSET 0) AS customer_2;

SELECT '{"nodes":[' || coalesce(group_concat('{"seenAt":' || json_quote(customer_2.seen_at) || '}'), '') || ']}' AS answer 
FROM (SELECT customer_1.seen_at AS seen_at 
FROM customer AS customer_1 
WHERE customer_1.environment = ? AND coalesce(customer_1.seen_at, '0001-01-01T00:00:00.000Z') > ? ORDER BY customer_1.created_at DESC, customer_1.id DESC
 LIMIT ? OFFSET 0) AS customer_2;

SELECT '{"totalCount":' || (SELECT count(*) AS count_1 
FROM customer AS customer_2 
WHERE customer_2.environment = ? AND coalesce(customer_2.seen_at, '0001-01-01T00:00:00.000Z') <= ? AND likely(customer_2.seen_at IS NOT NULL)) || '}' AS answer;

SELECT '{"totalCount":' || (SELECT count(*) AS count_1 
FROM purchase AS purchase_2 
WHERE purchase_2.environment = ? AND coalesce(purchase_2.placed_at, '0001-01-01T00:00:00.000Z') IN (SELECT item.value 
FROM json_each(?) AS item) AND likely(purchase_2.placed_at IS NOT NULL)) || '}' AS answer;

SELECT '{"totalCount":' || (SELECT count(*) AS count_1 
FROM purchase AS purchase_2 
WHERE purchase_2.environment = ? AND purchase_2.placed_at IS NULL) || '}' AS answer;

SELECT '{"nodes":[' || coalesce(group_concat('{"birthdate":' || json_quote(customer_2.birthdate) || '}'), '') || ']}' AS answer 
FROM (SELECT customer_1.birthdate AS birthdate 
FROM customer AS customer_1 
WHERE customer_1.environment = ? AND coalesce(customer_1.birthdate, '0001-01-01') >= ? AND likely(customer_1.birthdate IS NOT NULL) AND coalesce(customer_1.birthdate, '0001-01-01') < ? AND likely(customer_1.birthdate IS NOT NULL) ORDER BY customer_1.created_at DESC, customer_1.id DESC
 LIMIT ? OFFSET 0) AS customer_2;

SELECT '{"totalCount":' || (SELECT count(*) AS count_1 
FROM customer AS customer_2 
WHERE customer_2.environment = ? AND (customer_2.birthdate IN (SELECT item.value 
FROM json_each(?) AS item)) IS NOT 1) || '}' AS answer;
