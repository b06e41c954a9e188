SELECT '{"purchases":' || (SELECT '{"nodes":[' || coalesce(group_concat('{"shop":' || coalesce((SELECT '{"purchases":' || (SELECT '{"nodes":[' || coalesce(group_concat('{"customer":' || coalesce((SELECT '{"purchases":{"totalCount":' || (SELECT count(*) AS count_1 
FROM purchase AS purchase_7 
WHERE purchase_7.customer_id = customer_2.id AND purchase_7.environment = ?) || '},"shop":' || coalesce((SELECT '{"name":' || json_quote(shop_2.name) || '}' AS answer 
FROM shop AS shop_2 
WHERE shop_2.id = customer_2.shop_id AND shop_2.environment = ?), 'null') || '}' AS answer 
FROM customer AS customer_2 
WHERE customer_2.id = purchase_5.customer_id AND customer_2.environment = ?), 'null') || ',"lines":' || (SELECT '[' || coalesce(group_concat('{"sku":' || json_quote(item_2.sku) || '}'), '') || ']' AS answer 
FROM (SELECT item_1.sku AS sku 
FROM item AS item_1 
WHERE item_1.purchase_id = purchase_5.id AND item_1.environment = ? ORDER BY item_1.position DESC, item_1.id DESC
 LIMIT 250 OFFSET 0) AS item_2) || '}'), '') || ']}' AS answer 
FROM (SELECT purchase_4.customer_id AS customer_id, purchase_4.id AS id, purchase_4.sort_1 AS sort_1, purchase_4.sort_2 AS sort_2 
FROM (SELECT purchase_3.customer_id AS customer_id, purchase_3.id AS id, coalesce(purchase_3.placed_at, '0001-01-01T00:00:00.000Z') AS sort_1, purchase_3.id AS sort_2 
FROM purchase AS purchase_3 
WHERE purchase_3.shop_id = shop_1.id AND purchase_3.environment = ? ORDER BY coalesce(purchase_3.placed_at, '0001-01-01T00:00:00.000Z') ASC, purchase_3.id ASC
 LIMIT ? OFFSET 0) AS purchase_4 ORDER BY purchase_4.sort_1 DESC, purchase_4.sort_2 DESC) AS purchase_5) || '}' AS answer 
FROM shop AS shop_1 
WHERE shop_1.id = purchase_2.shop_id AND shop_1.environment = ?), 'null') || '}'), '') || ']}' AS answer 
FROM (SELECT purchase_1.shop_id AS shop_id 
FROM purchase AS purchase_1 
WHERE purchase_1.customer_id = customer_1.id AND purchase_1.environment = ? ORDER BY coalesce(purchase_1.placed_at, '0001-01-01T00:00:00.000Z') DESC, purchase_1.id DESC
 LIMIT ? OFFSET 0) AS purchase_2) || '}' AS answer 
FROM customer AS customer_1 
WHERE customer_1.environment = ? AND customer_1.id = coalesce((SELECT customer_3.id 
FROM customer AS customer_3 
WHERE customer_3.id = ?), (SELECT former_customer_1.customer_id 
FROM former_customer AS former_customer_1 
WHERE former_customer_1.id = ?));
