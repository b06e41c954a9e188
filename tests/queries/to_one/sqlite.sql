SELECT '{"shop":' || coalesce((SELECT '{"name":' || json_quote(shop_1.name) || '}' AS answer 
FROM shop AS shop_1 
WHERE shop_1.id = customer_1.shop_id AND shop_1.environment = ?), 'null') || ',"gift":' || coalesce((SELECT '{"number":' || json_quote(purchase_1.number) || ',"isGift":' || CASE WHEN purchase_1.is_gift THEN 'true' ELSE 'false' END || ',"customer":' || coalesce((SELECT '{"id":' || json_quote(customer_2.id) || '}' AS answer 
FROM customer AS customer_2 
WHERE customer_2.id = purchase_1.customer_id AND customer_2.environment = ?), 'null') || '}' AS answer 
FROM purchase AS purchase_1 
WHERE purchase_1.customer_id = customer_1.id AND purchase_1.environment = ? AND purchase_1.is_gift = 1
 LIMIT 1 OFFSET 0), 'null') || '}' AS answer 
FROM customer AS customer_1 
WHERE customer_1.environment = ? AND customer_1.id = coalesce((SELECT customer_3.id 
FROM customer AS customer_3 
WHERE customer_3.id = ?), (SELECT former_customer_1.customer_id 
FROM former_customer AS former_customer_1 
WHERE former_customer_1.id = ?));

SELECT '{"shop":' || coalesce((SELECT '{"name":' || json_quote(shop_1.name) || '}' AS answer 
FROM shop AS shop_1 
WHERE shop_1.id = customer_1.shop_id AND shop_1.environment = ?), 'null') || ',"gift":' || coalesce((SELECT '{"number":' || json_quote(purchase_1.number) || '}' AS answer 
FROM purchase AS purchase_1 
WHERE purchase_1.customer_id = customer_1.id AND purchase_1.environment = ? AND purchase_1.is_gift = 1
 LIMIT 1 OFFSET 0), 'null') || '}' AS answer 
FROM customer AS customer_1 
WHERE customer_1.environment = ? AND customer_1.id = coalesce((SELECT customer_2.id 
FROM customer AS customer_2 
WHERE customer_2.id = ?), (SELECT former_customer_1.customer_id 
FROM former_customer AS former_customer_1 
WHERE former_customer_1.id = ?));
