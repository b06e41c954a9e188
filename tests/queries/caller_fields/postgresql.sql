SELECT '{"callerClaim":' || coalesce($1::VARCHAR, 'null') || ',"callerCustomer":' || coalesce((SELECT '{"name":' || coalesce(CAST(to_json(customer_2.name) AS TEXT), 'null') || '}' AS answer 
FROM customer AS customer_2 
WHERE customer_2.environment = $2::VARCHAR COLLATE "C" AND customer_2.id = coalesce((SELECT customer_3.id 
FROM customer AS customer_3 
WHERE customer_3.id = $3::VARCHAR COLLATE "C"), (SELECT former_customer_1.customer_id 
FROM former_customer AS former_customer_1 
WHERE former_customer_1.id = $3::VARCHAR COLLATE "C")) AND customer_2.id = coalesce((SELECT customer_4.id 
FROM customer AS customer_4 
WHERE customer_4.id = $4::VARCHAR COLLATE "C"), (SELECT former_customer_2.customer_id 
FROM former_customer AS former_customer_2 
WHERE former_customer_2.id = $4::VARCHAR COLLATE "C"))), 'null') || ',"callerShops":' || (SELECT '[' || coalesce(string_agg('{"name":' || CAST(to_json(shop_2.name) AS TEXT) || '}', ','), '') || ']' AS answer 
FROM (SELECT shop_1.name AS name 
FROM shop AS shop_1 
WHERE shop_1.environment = $2::VARCHAR COLLATE "C" AND shop_1.id = ANY ($5::TEXT[] COLLATE "C") ORDER BY shop_1.id ASC 
 LIMIT 250 OFFSET 0) AS shop_2) || '}' AS answer 
FROM customer AS customer_1 
WHERE customer_1.environment = $2::VARCHAR COLLATE "C" AND customer_1.id = coalesce((SELECT customer_5.id 
FROM customer AS customer_5 
WHERE customer_5.id = $3::VARCHAR COLLATE "C"), (SELECT former_customer_3.customer_id 
FROM former_customer AS former_customer_3 
WHERE former_customer_3.id = $3::VARCHAR COLLATE "C")) AND customer_1.id = coalesce((SELECT customer_6.id 
FROM customer AS customer_6 
WHERE customer_6.id = $6::VARCHAR COLLATE "C"), (SELECT former_customer_4.customer_id 
FROM former_customer AS former_customer_4 
WHERE former_customer_4.id = $6::VARCHAR COLLATE "C"));
