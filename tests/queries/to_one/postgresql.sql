SELECT '{"shop":' || coalesce((SELECT '{"name":' || CAST(to_json(shop_1.name) AS TEXT) || '}' AS answer 
FROM shop AS shop_1 
WHERE shop_1.id = customer_1.shop_id AND shop_1.environment = $1::VARCHAR COLLATE "C"), 'null') || ',"gift":' || coalesce((SELECT '{"number":' || CAST(to_json(purchase_1.number) AS TEXT) || ',"isGift":' || CAST(purchase_1.is_gift AS TEXT) || ',"customer":' || coalesce((SELECT '{"id":' || CAST(to_json(customer_2.id) AS TEXT) || '}' AS answer 
FROM customer AS customer_2 
WHERE customer_2.id = purchase_1.customer_id AND customer_2.environment = $1::VARCHAR COLLATE "C"), 'null') || '}' AS answer 
FROM purchase AS purchase_1 
WHERE purchase_1.customer_id = customer_1.id AND purchase_1.environment = $1::VARCHAR COLLATE "C" AND purchase_1.is_gift = true 
 LIMIT 1 OFFSET 0), 'null') || '}' AS answer 
FROM customer AS customer_1 
WHERE customer_1.environment = $1::VARCHAR COLLATE "C" AND customer_1.id = coalesce((SELECT customer_3.id 
FROM customer AS customer_3 
WHERE customer_3.id = $2::VARCHAR COLLATE "C"), (SELECT former_customer_1.customer_id 
FROM former_customer AS former_customer_1 
WHERE former_customer_1.id = $2::VARCHAR COLLATE "C"));

SELECT '{"shop":' || coalesce((SELECT '{"name":' || CAST(to_json(shop_1.name) AS TEXT) || '}' AS answer 
FROM shop AS shop_1 
WHERE shop_1.id = customer_1.shop_id AND shop_1.environment = $1::VARCHAR COLLATE "C"), 'null') || ',"gift":' || coalesce((SELECT '{"number":' || CAST(to_json(purchase_1.number) AS TEXT) || '}' AS answer 
FROM purchase AS purchase_1 
WHERE purchase_1.customer_id = customer_1.id AND purchase_1.environment = $1::VARCHAR COLLATE "C" AND purchase_1.is_gift = true 
 LIMIT 1 OFFSET 0), 'null') || '}' AS answer 
FROM customer AS customer_1 
WHERE customer_1.environment = $1::VARCHAR COLLATE "C" AND customer_1.id = coalesce((SELECT customer_2.id 
FROM customer AS customer_2 
WHERE customer_2.id = $2::VARCHAR COLLATE "C"), (SELECT former_customer_1.customer_id 
FROM former_customer AS former_customer_1 
WHERE former_customer_1.id = $2::VARCHAR COLLATE "C"));
