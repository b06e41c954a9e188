SELECT '{"id":' || CAST(to_json(customer_1.id) AS TEXT) || ',"visits":' || coalesce(CAST(customer_1.visits AS TEXT), 'null') || ',"isMember":' || coalesce(CAST(customer_1.is_member AS TEXT), 'null') || ',"shop":' || coalesce((SELECT '{}' AS answer 
FROM shop AS shop_1 
WHERE shop_1.id = customer_1.shop_id AND shop_1.environment = $1::VARCHAR COLLATE "C"), 'null') || '}' AS answer 
FROM customer AS customer_1 
WHERE customer_1.environment = $1::VARCHAR COLLATE "C" AND customer_1.id = coalesce((SELECT customer_2.id 
FROM customer AS customer_2 
WHERE customer_2.id = $2::VARCHAR COLLATE "C"), (SELECT former_customer_1.customer_id 
FROM former_customer AS former_customer_1 
WHERE former_customer_1.id = $2::VARCHAR COLLATE "C"));
