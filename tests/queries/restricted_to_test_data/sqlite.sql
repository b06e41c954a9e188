SELECT '{"nodes":[' || coalesce(group_concat('{"name":' || json_quote(customer_2.name) || ',"labels":' || (SELECT '[' || coalesce(group_concat(json_quote(customer_label_2.value)), '') || ']' AS answer 
FROM (SELECT customer_label_1.word AS value 
FROM customer_label AS customer_label_1 
WHERE customer_label_1.customer_id = customer_2.id ORDER BY customer_label_1.position) AS customer_label_2) || ',"shop":' || coalesce((SELECT '{"name":' || json_quote(shop_1.name) || '}' AS answer 
FROM shop AS shop_1 
WHERE shop_1.id = customer_2.shop_id AND shop_1.environment = ?), 'null') || ',"purchases":' || (SELECT '{"nodes":[' || coalesce(group_concat('{"number":' || json_quote(purchase_2.number) || ',"shop":' || coalesce((SELECT '{"name":' || json_quote(shop_2.name) || '}' AS answer 
FROM shop AS shop_2 
WHERE shop_2.id = purchase_2.shop_id AND shop_2.environment = ?), 'null') || '}'), '') || ']}' AS answer 
FROM (SELECT purchase_1.number AS number, purchase_1.shop_id AS shop_id 
FROM purchase AS purchase_1 
WHERE purchase_1.customer_id = customer_2.id AND purchase_1.environment = ? ORDER BY coalesce(purchase_1.placed_at, '0001-01-01T00:00:00.000Z') DESC, purchase_1.id DESC
 LIMIT ? OFFSET 0) AS purchase_2) || '}'), '') || ']}' AS answer 
FROM (SELECT customer_1.name AS name, customer_1.id AS id, customer_1.shop_id AS shop_id 
FROM customer AS customer_1 
WHERE customer_1.environment = ? ORDER BY customer_1.created_at DESC, customer_1.id DESC
 LIMIT ? OFFSET 0) AS customer_2;

SELECT '{"name":' || json_quote(customer_1.name) || '}' AS answer 
FROM customer AS customer_1 
WHERE customer_1.environment = ? AND customer_1.id = coalesce((SELECT customer_2.id 
FROM customer AS customer_2 
WHERE customer_2.id = ?), (SELECT former_customer_1.customer_id 
FROM former_customer AS former_customer_1 
WHERE former_customer_1.id = ?));

SELECT '{"totalCount":' || (SELECT count(*) AS count_1 
FROM shop AS shop_2 
WHERE shop_2.environment = ?) || '}' AS answer;

SELECT '{"name":' || json_quote(customer_1.name) || '}' AS answer 
FROM customer AS customer_1 
WHERE customer_1.environment = ? AND customer_1.id = (SELECT max(candidate.id) AS max_1 
FROM (SELECT customer_2.id AS id 
FROM customer AS customer_2 
WHERE customer_2.environment = ? AND customer_2.email_folded = ?
 LIMIT 2 OFFSET 0) AS candidate 
HAVING count(*) = 1);
