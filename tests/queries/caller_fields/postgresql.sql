SELECT '{"callerClaim":' || coalesce($1::VARCHAR, 'null') || ',"callerCustomer":' || coalesce((SELECT '{"name":' || coalesce(CAST(to_json(customer_2.name) AS TEXT), 'null') || '}' AS answer 
FROM customer AS customer_2 
WHERE customer_2.environment = $2::VARCHAR COLLATE "C" AND customer_2.id = $3::VARCHAR COLLATE "C" AND customer_2.id = $4::VARCHAR COLLATE "C"), 'null') || ',"callerShops":' || (SELECT '[' || coalesce(string_agg('{"name":' || CAST(to_json(shop_2.name) AS TEXT) || '}', ','), '') || ']' AS answer 
FROM (SELECT shop_1.name AS name 
FROM shop AS shop_1 
WHERE shop_1.environment = $2::VARCHAR COLLATE "C" AND shop_1.id = ANY ($5::TEXT[] COLLATE "C") ORDER BY shop_1.id ASC 
 LIMIT 250 OFFSET 0) AS shop_2) || '}' AS answer 
FROM customer AS customer_1 
WHERE customer_1.environment = $2::VARCHAR COLLATE "C" AND customer_1.id = $3::VARCHAR COLLATE "C" AND customer_1.id = $6::VARCHAR COLLATE "C";
