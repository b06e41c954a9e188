SELECT '{"name":' || json_quote(customer_1.name) || ',"called":' || json_quote(customer_1.name) || ',"firstPurchase":' || (SELECT '{"nodes":[' || coalesce(group_concat('{"number":' || json_quote(purchase_2.number) || '}'), '') || ']}' AS answer 
FROM (SELECT purchase_1.number AS number 
FROM purchase AS purchase_1 
WHERE purchase_1.customer_id = customer_1.id AND purchase_1.environment = ? ORDER BY coalesce(purchase_1.placed_at, '0001-01-01T00:00:00.000Z') ASC, purchase_1.id ASC
 LIMIT ? OFFSET 0) AS purchase_2) || ',"dear":' || (SELECT '{"nodes":[' || coalesce(group_concat('{"number":' || json_quote(purchase_4.number) || '}'), '') || '],"all":[' || coalesce(group_concat('{"id":' || json_quote(purchase_4.id) || '}'), '') || ']}' AS answer 
FROM (SELECT purchase_3.number AS number, purchase_3.id AS id 
FROM purchase AS purchase_3 
WHERE purchase_3.customer_id = customer_1.id AND purchase_3.environment = ? ORDER BY purchase_3.total DESC, purchase_3.id DESC
 LIMIT ? OFFSET 0) AS purchase_4) || '}' AS answer 
FROM customer AS customer_1 
WHERE customer_1.environment = ? AND customer_1.id = coalesce((SELECT customer_2.id 
FROM customer AS customer_2 
WHERE customer_2.id = ?), (SELECT former_customer_1.customer_id 
FROM former_customer AS former_customer_1 
WHERE former_customer_1.id = ?));

SELECT '{"name":' || json_quote(customer_1.name) || '}' AS answer 
FROM customer AS customer_1 
WHERE customer_1.environment = ? AND customer_1.id = coalesce((SELECT customer_2.id 
FROM customer AS customer_2 
WHERE customer_2.id = ?), (SELECT former_customer_1.customer_id 
FROM former_customer AS former_customer_1 
WHERE former_customer_1.id = ?));
