SELECT '{"id":' || json_quote(customer_1.id) || ',"visits":' || coalesce(customer_1.visits, 'null') || ',"isMember":' || CASE WHEN (customer_1.is_member IS NULL) THEN 'null' WHEN customer_1.is_member THEN 'true' ELSE 'false' END || ',"shop":' || coalesce((SELECT '{}' AS answer 
FROM shop AS shop_1 
WHERE shop_1.id = customer_1.shop_id AND shop_1.environment = ?), 'null') || '}' AS answer 
FROM customer AS customer_1 
WHERE customer_1.environment = ? AND customer_1.id = coalesce((SELECT customer_2.id 
FROM customer AS customer_2 
WHERE customer_2.id = ?), (SELECT former_customer_1.customer_id 
FROM former_customer AS former_customer_1 
WHERE former_customer_1.id = ?));
