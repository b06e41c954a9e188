SELECT '{"callerClaim":' || coalesce(?, 'null') || ',"callerCustomer":' || coalesce((SELECT '{"name":' || json_quote(customer_2.name) || '}' AS answer 
FROM customer AS customer_2 
WHERE customer_2.environment = ? AND customer_2.id = coalesce((SELECT customer_3.id 
FROM customer AS customer_3 
WHERE customer_3.id = ?), (SELECT former_customer_1.customer_id 
FROM former_customer AS former_customer_1 
WHERE former_customer_1.id = ?)) AND customer_2.id = coalesce((SELECT customer_4.id 
FROM customer AS customer_4 
WHERE customer_4.id = ?), (SELECT former_customer_2.customer_id 
FROM former_customer AS former_customer_2 
WHERE former_customer_2.id = ?))), 'null') || ',"callerShops":' || (SELECT '[' || coalesce(group_concat('{"name":' || json_quote(shop_2.name) || '}'), '') || ']' AS answer 
FROM (SELECT shop_1.name AS name 
FROM shop AS shop_1 
WHERE shop_1.environment = ? AND shop_1.id IN (SELECT item.value 
FROM json_each(?) AS item) ORDER BY shop_1.id ASC
 LIMIT 250 OFFSET 0) AS shop_2) || '}' AS answer 
FROM customer AS customer_1 
WHERE customer_1.environment = ? AND customer_1.id = coalesce((SELECT customer_5.id 
FROM customer AS customer_5 
WHERE customer_5.id = ?), (SELECT former_customer_3.customer_id 
FROM former_customer AS former_customer_3 
WHERE former_customer_3.id = ?)) AND customer_1.id = coalesce((SELECT customer_6.id 
FROM customer AS customer_6 
WHERE customer_6.id = ?), (SELECT former_customer_4.customer_id 
FROM former_customer AS former_customer_4 
WHERE former_customer_4.id = ?));
