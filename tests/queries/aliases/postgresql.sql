SELECT '{"name":' || coalesce(CAST(to_json(customer_1.name) AS TEXT), 'null') || ',"called":' || coalesce(CAST(to_json(customer_1.name) AS TEXT), 'null') || ',"firstPurchase":' || (SELECT '{"nodes":[' || coalesce(string_agg('{"number":' || CAST(to_json(purchase_2.number) AS TEXT) || '}', ','), '') || ']}' AS answer 
FROM (SELECT purchase_1.number AS number 
FROM purchase AS purchase_1 
WHERE purchase_1.customer_id = customer_1.id AND purchase_1.environment = $1::VARCHAR COLLATE "C" ORDER BY coalesce(purchase_1.placed_at, TIMESTAMP WITH TIME ZONE '0001-01-01 00:00:00+00') ASC, purchase_1.id ASC 
 LIMIT $2::INTEGER OFFSET 0) AS purchase_2) || ',"dear":' || (SELECT '{"nodes":[' || coalesce(string_agg('{"number":' || CAST(to_json(purchase_4.number) AS TEXT) || '}', ','), '') || '],"all":[' || coalesce(string_agg('{"id":' || CAST(to_json(purchase_4.id) AS TEXT) || '}', ','), '') || ']}' AS answer 
FROM (SELECT purchase_3.number AS number, purchase_3.id AS id 
FROM purchase AS purchase_3 
WHERE purchase_3.customer_id = customer_1.id AND purchase_3.environment = $1::VARCHAR COLLATE "C" ORDER BY purchase_3.total DESC, purchase_3.id DESC 
 LIMIT $3::INTEGER OFFSET 0) AS purchase_4) || '}' AS answer 
FROM customer AS customer_1 
WHERE customer_1.environment = $1::VARCHAR COLLATE "C" AND customer_1.id = coalesce((SELECT customer_2.id 
FROM customer AS customer_2 
WHERE customer_2.id = $4::VARCHAR COLLATE "C"), (SELECT former_customer_1.customer_id 
FROM former_customer AS former_customer_1 
WHERE former_customer_1.id = $4::VARCHAR COLLATE "C"));

SELECT '{"name":' || coalesce(CAST(to_json(customer_1.name) AS TEXT), 'null') || '}' AS answer 
FROM customer AS customer_1 
WHERE customer_1.environment = $1::VARCHAR COLLATE "C" AND customer_1.id = coalesce((SELECT customer_2.id 
FROM customer AS customer_2 
WHERE customer_2.id = $2::VARCHAR COLLATE "C"), (SELECT former_customer_1.customer_id 
FROM former_customer AS former_customer_1 
WHERE former_customer_1.id = $2::VARCHAR COLLATE "C"));
