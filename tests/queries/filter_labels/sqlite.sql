SELECT '{"nodes":[' || coalesce(group_concat('{"name":' || json_quote(customer_2.name) || '}'), '') || ']}' AS answer 
FROM (SELECT customer_1.name AS name 
FROM customer AS customer_1 
WHERE customer_1.environment = ? AND (EXISTS (SELECT 1 
FROM customer_label AS customer_label_1 
WHERE customer_label_1.customer_id = customer_1.id AND customer_label_1.word IN (SELECT item.value 
FROM json_each(?) AS item))) ORDER BY customer_1.created_at ASC, customer_1.id ASC
 LIMIT ? OFFSET 0) AS customer_2;

SELECT '{"totalCount":' || (SELECT count(*) AS count_1 
FROM customer AS customer_2 
WHERE customer_2.environment = ? AND (EXISTS (SELECT 1 
FROM customer_label AS customer_label_2 
WHERE customer_label_2.customer_id = customer_2.id AND customer_label_2.word IN (SELECT item.value 
FROM json_each(?) AS item)))) || '}' AS answer;

SELECT '{"nodes":[' || coalesce(group_concat('{"name":' || json_quote(customer_2.name) || '}'), '') || ']}' AS answer 
FROM (SELECT customer_1.name AS name 
FROM customer AS customer_1 
WHERE customer_1.environment = ? AND NOT (EXISTS (SELECT 1 
FROM json_each(?) AS item_1 
WHERE NOT (EXISTS (SELECT 1 
FROM customer_label AS customer_label_1 
WHERE customer_label_1.customer_id = customer_1.id AND customer_label_1.word = item_1.value)))) ORDER BY customer_1.created_at DESC, customer_1.id DESC
 LIMIT ? OFFSET 0) AS customer_2;

SELECT '{"totalCount":' || (SELECT count(*) AS count_1 
FROM customer AS customer_2 
WHERE customer_2.environment = ? AND NOT (EXISTS (SELECT 1 
FROM json_each(?) AS item_2 
WHERE NOT (EXISTS (SELECT 1 
FROM customer_label AS customer_label_2 
WHERE customer_label_2.customer_id = customer_2.id AND customer_label_2.word = item_2.value))))) || '}' AS answer;

SELECT '{"totalCount":' || (SELECT count(*) AS count_1 
FROM customer AS customer_2 
WHERE customer_2.environment = ? AND (EXISTS (SELECT 1 
FROM customer_label AS customer_label_2 
WHERE customer_label_2.customer_id = customer_2.id AND customer_label_2.word IN (SELECT item.value 
FROM json_each(?) AS item)))) || '}' AS answer;
