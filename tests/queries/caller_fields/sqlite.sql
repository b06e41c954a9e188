SELECT '{"callerClaim":' || coalesce(?, 'null') || ',"callerCustomer":' || coalesce((SELECT '{"name":' || json_quote(customer_2.name) || '}' AS answer 
FROM customer AS customer_2 
WHERE customer_2.environment = ? AND customer_2.id = ? AND customer_2.id = ?), 'null') || ',"callerShops":' || (SELECT '[' || coalesce(group_concat('{"name":' || json_quote(shop_2.name) || '}'), '') || ']' AS answer 
FROM (SELECT shop_1.name AS name 
FROM shop AS shop_1 
WHERE shop_1.environment = ? AND shop_1.id IN (SELECT item.value 
FROM json_each(?) AS item) ORDER BY shop_1.id ASC
 LIMIT 250 OFFSET 0) AS shop_2) || '}' AS answer 
FROM customer AS customer_1 
WHERE customer_1.environment = ? AND customer_1.id = ? AND customer_1.id = ?;
