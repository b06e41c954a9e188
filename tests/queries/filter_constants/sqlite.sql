SELECT '{"nodes":[' || coalesce(group_concat('{"name":' || json_quote(customer_2.name) || ',"labels":' || (SELECT '[' || coalesce(group_concat(json_quote(customer_label_3.value)), '') || ']' AS answer 
FROM (SELECT customer_label_2.word AS value 
FROM customer_label AS customer_label_2 
WHERE customer_label_2.customer_id = customer_2.id ORDER BY customer_label_2.position) AS customer_label_3) || '}'), '') || ']}' AS answer 
FROM (SELECT customer_1.name AS name, customer_1.id AS id 
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

SELECT '{"totalCount":' || (SELECT count(*) AS count_1 
FROM customer AS customer_2 
WHERE customer_2.environment = ? AND (EXISTS (SELECT 1 
FROM customer_label AS customer_label_2 
WHERE customer_label_2.customer_id = customer_2.id AND customer_label_2.word IN (SELECT item.value 
FROM json_each(?) AS item))) IS NOT 1) || '}' AS answer;

SELECT '{"totalCount":' || (SELECT count(*) AS count_1 
FROM purchase AS purchase_2 
WHERE purchase_2.environment = ? AND (EXISTS (SELECT 1 
FROM customer AS customer_2 
WHERE customer_2.id = purchase_2.customer_id AND customer_2.environment = ? AND (EXISTS (SELECT 1 
FROM customer_label AS customer_label_2 
WHERE customer_label_2.customer_id = customer_2.id AND customer_label_2.word IN (SELECT item.value 
FROM json_each(?) AS item)))))) || '}' AS answer;
