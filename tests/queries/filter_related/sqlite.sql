SELECT '{"nodes":[' || coalesce(group_concat('{"name":' || json_quote(customer_2.name) || '}'), '') || ']}' AS answer 
FROM (SELECT customer_1.name AS name 
FROM customer AS customer_1 
WHERE customer_1.environment = ? AND (EXISTS (SELECT 1 
FROM purchase AS purchase_1 
WHERE purchase_1.customer_id = customer_1.id AND purchase_1.environment = ? AND lower(purchase_1.currency) = ? AND likely(purchase_1.currency = ?))) ORDER BY customer_1.created_at ASC, customer_1.id ASC
 LIMIT ? OFFSET 0) AS customer_2;

SELECT '{"totalCount":' || (SELECT count(*) AS count_1 
FROM customer AS customer_2 
WHERE customer_2.environment = ? AND (EXISTS (SELECT 1 
FROM purchase AS purchase_2 
WHERE purchase_2.customer_id = customer_2.id AND purchase_2.environment = ? AND lower(purchase_2.currency) = ? AND likely(purchase_2.currency = ?))) IS NOT 1) || '}' AS answer;

SELECT '{"totalCount":' || (SELECT count(*) AS count_1 
FROM customer AS customer_2 
WHERE customer_2.environment = ? AND (EXISTS (SELECT 1 
FROM purchase AS purchase_2 
WHERE purchase_2.customer_id = customer_2.id AND purchase_2.environment = ?))) || '}' AS answer;

SELECT '{"nodes":[' || coalesce(group_concat('{"name":' || json_quote(customer_2.name) || '}'), '') || ']}' AS answer 
FROM (SELECT customer_1.name AS name 
FROM customer AS customer_1 
WHERE customer_1.environment = ? AND (EXISTS (SELECT 1 
FROM shop AS shop_1 
WHERE shop_1.id = customer_1.shop_id AND shop_1.environment = ? AND lower(shop_1.name) = ? AND likely(shop_1.name = ?))) ORDER BY customer_1.created_at DESC, customer_1.id DESC
 LIMIT ? OFFSET 0) AS customer_2;

SELECT '{"nodes":[' || coalesce(group_concat('{"name":' || json_quote(shop_2.name) || '}'), '') || ']}' AS answer 
FROM (SELECT shop_1.name AS name 
FROM shop AS shop_1 
WHERE shop_1.environment = ? AND (EXISTS (SELECT 1 
FROM purchase AS purchase_1 
WHERE purchase_1.shop_id = shop_1.id AND purchase_1.environment = ? AND (EXISTS (SELECT 1 
FROM customer AS customer_1 
WHERE customer_1.id = purchase_1.customer_id AND customer_1.environment = ? AND customer_1.kind = ?)) AND (EXISTS (SELECT 1 
FROM item AS item_1 
WHERE item_1.purchase_id = purchase_1.id AND item_1.environment = ? AND lower(item_1.sku) = ? AND likely(item_1.sku = ?))))) ORDER BY lower(shop_1.name) ASC, shop_1.id ASC
 LIMIT ? OFFSET 0) AS shop_2;

SELECT '{"nodes":[' || coalesce(group_concat('{"name":' || json_quote(customer_2.name) || '}'), '') || ']}' AS answer 
FROM (SELECT customer_1.name AS name 
FROM customer AS customer_1 
WHERE customer_1.environment = ? AND (EXISTS (SELECT 1 
FROM purchase AS purchase_1 
WHERE purchase_1.customer_id = customer_1.id AND purchase_1.environment = ? AND purchase_1.is_gift = 1 AND lower(purchase_1.currency) = ? AND likely(purchase_1.currency = ?))) ORDER BY customer_1.created_at DESC, customer_1.id DESC
 LIMIT ? OFFSET 0) AS customer_2;
