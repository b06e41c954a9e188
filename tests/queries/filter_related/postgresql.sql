SELECT '{"nodes":[' || coalesce(string_agg('{"name":' || coalesce(CAST(to_json(customer_2.name) AS TEXT), 'null') || '}', ','), '') || ']}' AS answer 
FROM (SELECT customer_1.name AS name 
FROM customer AS customer_1 
WHERE customer_1.environment = $1::VARCHAR COLLATE "C" AND (EXISTS (SELECT 1 
FROM purchase AS purchase_1 
WHERE purchase_1.customer_id = customer_1.id AND purchase_1.environment = $1::VARCHAR COLLATE "C" AND lower(purchase_1.currency) = $2::VARCHAR COLLATE "C" AND purchase_1.currency = $3::VARCHAR COLLATE "C")) ORDER BY customer_1.created_at ASC, customer_1.id ASC 
 LIMIT $4::INTEGER OFFSET 0) AS customer_2;

SELECT '{"totalCount":' || CAST((SELECT count(*) AS count_1 
FROM customer AS customer_2 
WHERE customer_2.environment = $1::VARCHAR COLLATE "C" AND (EXISTS (SELECT 1 
FROM purchase AS purchase_2 
WHERE purchase_2.customer_id = customer_2.id AND purchase_2.environment = $1::VARCHAR COLLATE "C" AND lower(purchase_2.currency) = $2::VARCHAR COLLATE "C" AND purchase_2.currency = $3::VARCHAR COLLATE "C")) IS NOT true) AS TEXT) || '}' AS answer;

SELECT '{"totalCount":' || CAST((SELECT count(*) AS count_1 
FROM customer AS customer_2 
WHERE customer_2.environment = $1::VARCHAR COLLATE "C" AND (EXISTS (SELECT 1 
FROM purchase AS purchase_2 
WHERE purchase_2.customer_id = customer_2.id AND purchase_2.environment = $1::VARCHAR COLLATE "C"))) AS TEXT) || '}' AS answer;

SELECT '{"nodes":[' || coalesce(string_agg('{"name":' || coalesce(CAST(to_json(customer_2.name) AS TEXT), 'null') || '}', ','), '') || ']}' AS answer 
FROM (SELECT customer_1.name AS name 
FROM customer AS customer_1 
WHERE customer_1.environment = $1::VARCHAR COLLATE "C" AND (EXISTS (SELECT 1 
FROM shop AS shop_1 
WHERE shop_1.id = customer_1.shop_id AND shop_1.environment = $1::VARCHAR COLLATE "C" AND lower(shop_1.name) = $2::VARCHAR COLLATE "C" AND shop_1.name = $3::VARCHAR COLLATE "C")) ORDER BY customer_1.created_at DESC, customer_1.id DESC 
 LIMIT $4::INTEGER OFFSET 0) AS customer_2;

SELECT '{"nodes":[' || coalesce(string_agg('{"name":' || CAST(to_json(shop_2.name) AS TEXT) || '}', ','), '') || ']}' AS answer 
FROM (SELECT shop_1.name AS name 
FROM shop AS shop_1 
WHERE shop_1.environment = $1::VARCHAR COLLATE "C" AND (EXISTS (SELECT 1 
FROM purchase AS purchase_1 
WHERE purchase_1.shop_id = shop_1.id AND purchase_1.environment = $1::VARCHAR COLLATE "C" AND (EXISTS (SELECT 1 
FROM customer AS customer_1 
WHERE customer_1.id = purchase_1.customer_id AND customer_1.environment = $1::VARCHAR COLLATE "C" AND customer_1.kind = $2::VARCHAR COLLATE "C")) AND (EXISTS (SELECT 1 
FROM item AS item_1 
WHERE item_1.purchase_id = purchase_1.id AND item_1.environment = $1::VARCHAR COLLATE "C" AND lower(item_1.sku) = $3::VARCHAR COLLATE "C" AND item_1.sku = $4::VARCHAR COLLATE "C")))) ORDER BY lower(shop_1.name) ASC, shop_1.id ASC 
 LIMIT $5::INTEGER OFFSET 0) AS shop_2;

SELECT '{"nodes":[' || coalesce(string_agg('{"name":' || coalesce(CAST(to_json(customer_2.name) AS TEXT), 'null') || '}', ','), '') || ']}' AS answer 
FROM (SELECT customer_1.name AS name 
FROM customer AS customer_1 
WHERE customer_1.environment = $1::VARCHAR COLLATE "C" AND (EXISTS (SELECT 1 
FROM purchase AS purchase_1 
WHERE purchase_1.customer_id = customer_1.id AND purchase_1.environment = $1::VARCHAR COLLATE "C" AND purchase_1.is_gift = true AND lower(purchase_1.currency) = $2::VARCHAR COLLATE "C" AND purchase_1.currency = $3::VARCHAR COLLATE "C")) ORDER BY customer_1.created_at DESC, customer_1.id DESC 
 LIMIT $4::INTEGER OFFSET 0) AS customer_2;
