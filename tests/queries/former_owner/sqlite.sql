SELECT '{"ownerId":' || coalesce(?, 'null') || ',"customer":' || coalesce((SELECT '{"id":' || json_quote(customer_1.id) || ',"name":' || json_quote(customer_1.name) || '}' AS answer 
FROM customer AS customer_1 
WHERE customer_1.environment = ? AND customer_1.id = coalesce((SELECT customer_2.id 
FROM customer AS customer_2 
WHERE customer_2.id = ?), (SELECT former_customer_1.customer_id 
FROM former_customer AS former_customer_1 
WHERE former_customer_1.id = ?)) AND customer_1.id = coalesce((SELECT customer_3.id 
FROM customer AS customer_3 
WHERE customer_3.id = ?), (SELECT former_customer_2.customer_id 
FROM former_customer AS former_customer_2 
WHERE former_customer_2.id = ?))), 'null') || '}' AS answer;

SELECT '{"totalCount":' || (SELECT count(*) AS count_1 
FROM customer AS customer_4 
WHERE customer_4.environment = ? AND customer_4.id = coalesce((SELECT customer_5.id 
FROM customer AS customer_5 
WHERE customer_5.id = ?), (SELECT former_customer_2.customer_id 
FROM former_customer AS former_customer_2 
WHERE former_customer_2.id = ?))) || ',"nodes":[' || coalesce(group_concat('{"id":' || json_quote(customer_3.id) || ',"name":' || json_quote(customer_3.name) || ',"purchases":' || (SELECT '{"totalCount":' || (SELECT count(*) AS count_2 
FROM purchase AS purchase_3 
WHERE purchase_3.customer_id = customer_3.id AND purchase_3.environment = ? AND purchase_3.customer_id = coalesce((SELECT customer_7.id 
FROM customer AS customer_7 
WHERE customer_7.id = ?), (SELECT former_customer_4.customer_id 
FROM former_customer AS former_customer_4 
WHERE former_customer_4.id = ?))) || ',"nodes":[' || coalesce(group_concat('{"number":' || json_quote(purchase_2.number) || '}'), '') || ']}' AS answer 
FROM (SELECT purchase_1.number AS number 
FROM purchase AS purchase_1 
WHERE purchase_1.customer_id = customer_3.id AND purchase_1.environment = ? AND purchase_1.customer_id = coalesce((SELECT customer_6.id 
FROM customer AS customer_6 
WHERE customer_6.id = ?), (SELECT former_customer_3.customer_id 
FROM former_customer AS former_customer_3 
WHERE former_customer_3.id = ?)) ORDER BY coalesce(purchase_1.placed_at, '0001-01-01T00:00:00.000Z') DESC, purchase_1.id DESC
 LIMIT ? OFFSET 0) AS purchase_2) || '}'), '') || ']}' AS answer 
FROM (SELECT customer_1.id AS id, customer_1.name AS name 
FROM customer AS customer_1 
WHERE customer_1.environment = ? AND customer_1.id = coalesce((SELECT customer_2.id 
FROM customer AS customer_2 
WHERE customer_2.id = ?), (SELECT former_customer_1.customer_id 
FROM former_customer AS former_customer_1 
WHERE former_customer_1.id = ?)) ORDER BY customer_1.created_at DESC, customer_1.id DESC
 LIMIT ? OFFSET 0) AS customer_3;

SELECT '{"id":' || json_quote(customer_1.id) || '}' AS answer 
FROM customer AS customer_1 
WHERE customer_1.environment = ? AND customer_1.id = coalesce((SELECT customer_2.id 
FROM customer AS customer_2 
WHERE customer_2.id = ?), (SELECT former_customer_1.customer_id 
FROM former_customer AS former_customer_1 
WHERE former_customer_1.id = ?)) AND customer_1.id = coalesce((SELECT customer_3.id 
FROM customer AS customer_3 
WHERE customer_3.id = ?), (SELECT former_customer_2.customer_id 
FROM former_customer AS former_customer_2 
WHERE former_customer_2.id = ?));

SELECT '{"id":' || json_quote(customer_1.id) || '}' AS answer 
FROM customer AS customer_1 
WHERE customer_1.environment = ? AND customer_1.id = coalesce((SELECT customer_2.id 
FROM customer AS customer_2 
WHERE customer_2.id = ?), (SELECT former_customer_1.customer_id 
FROM former_customer AS former_customer_1 
WHERE former_customer_1.id = ?)) AND customer_1.id = coalesce((SELECT customer_3.id 
FROM customer AS customer_3 
WHERE customer_3.id = ?), (SELECT former_customer_2.customer_id 
FROM former_customer AS former_customer_2 
WHERE former_customer_2.id = ?));

SELECT '{"totalCount":' || (SELECT count(*) AS count_1 
FROM purchase AS purchase_3 
WHERE purchase_3.environment = ? AND purchase_3.customer_id = coalesce((SELECT customer_2.id 
FROM customer AS customer_2 
WHERE customer_2.id = ?), (SELECT former_customer_2.customer_id 
FROM former_customer AS former_customer_2 
WHERE former_customer_2.id = ?))) || ',"nodes":[' || coalesce(group_concat('{"number":' || json_quote(purchase_2.number) || ',"customer":' || coalesce((SELECT '{"id":' || json_quote(customer_3.id) || '}' AS answer 
FROM customer AS customer_3 
WHERE customer_3.id = purchase_2.customer_id AND customer_3.environment = ? AND customer_3.id = coalesce((SELECT customer_4.id 
FROM customer AS customer_4 
WHERE customer_4.id = ?), (SELECT former_customer_3.customer_id 
FROM former_customer AS former_customer_3 
WHERE former_customer_3.id = ?))), 'null') || '}'), '') || ']}' AS answer 
FROM (SELECT purchase_1.number AS number, purchase_1.customer_id AS customer_id 
FROM purchase AS purchase_1 
WHERE purchase_1.environment = ? AND purchase_1.customer_id = coalesce((SELECT customer_1.id 
FROM customer AS customer_1 
WHERE customer_1.id = ?), (SELECT former_customer_1.customer_id 
FROM former_customer AS former_customer_1 
WHERE former_customer_1.id = ?)) ORDER BY purchase_1.created_at DESC, purchase_1.id DESC
 LIMIT ? OFFSET 0) AS purchase_2;
