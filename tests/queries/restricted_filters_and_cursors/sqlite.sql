SELECT '{"totalCount":' || (SELECT count(*) AS count_1 
FROM customer AS customer_5 
WHERE customer_5.environment = ? AND customer_5.id = coalesce((SELECT customer_6.id 
FROM customer AS customer_6 
WHERE customer_6.id = ?), (SELECT former_customer_4.customer_id 
FROM former_customer AS former_customer_4 
WHERE former_customer_4.id = ?)) AND (EXISTS (SELECT 1 
FROM purchase AS purchase_2 
WHERE purchase_2.customer_id = customer_5.id AND purchase_2.environment = ? AND purchase_2.customer_id = coalesce((SELECT customer_7.id 
FROM customer AS customer_7 
WHERE customer_7.id = ?), (SELECT former_customer_5.customer_id 
FROM former_customer AS former_customer_5 
WHERE former_customer_5.id = ?)) AND (EXISTS (SELECT 1 
FROM item AS item_2 
WHERE item_2.purchase_id = purchase_2.id AND item_2.environment = ? AND item_2.customer_id = coalesce((SELECT customer_8.id 
FROM customer AS customer_8 
WHERE customer_8.id = ?), (SELECT former_customer_6.customer_id 
FROM former_customer AS former_customer_6 
WHERE former_customer_6.id = ?)) AND (lower(item_2.sku) >= ? AND lower(item_2.sku) < ? OR lower(item_2.sku) >= ? AND lower(item_2.sku) < ? OR lower(item_2.sku) >= ? AND lower(item_2.sku) < ?)))))) || '}' AS answer;

SELECT '{"nodes":[' || coalesce(group_concat('{"name":' || json_quote(customer_4.name) || '}'), '') || ']}' AS answer 
FROM (SELECT customer_1.name AS name 
FROM customer AS customer_1 
WHERE customer_1.environment = ? AND customer_1.id = coalesce((SELECT customer_2.id 
FROM customer AS customer_2 
WHERE customer_2.id = ?), (SELECT former_customer_1.customer_id 
FROM former_customer AS former_customer_1 
WHERE former_customer_1.id = ?)) AND ((EXISTS (SELECT 1 
FROM purchase AS purchase_1 
WHERE purchase_1.customer_id = customer_1.id AND purchase_1.environment = ? AND purchase_1.customer_id = coalesce((SELECT customer_3.id 
FROM customer AS customer_3 
WHERE customer_3.id = ?), (SELECT former_customer_2.customer_id 
FROM former_customer AS former_customer_2 
WHERE former_customer_2.id = ?)) AND lower(purchase_1.number) = ? AND likely(purchase_1.number = ?))) IS NOT 1) IS NOT 1 ORDER BY customer_1.created_at DESC, customer_1.id DESC
 LIMIT ? OFFSET 0) AS customer_4;

SELECT '{"pageInfo":{"hasNextPage":' || CASE WHEN 0 THEN 'true' ELSE 'false' END || ',"startCursor":' || coalesce(max(CASE WHEN (customer_4.row_place = min(?, customer_4.rows_found)) THEN '"' || gateway_sealed(?, ?, '["name+,id+",' || json_quote(customer_4.sort_1) || ',' || json_quote(customer_4.sort_2) || ']') || '"' END), 'null') || '},"edges":[' || coalesce(group_concat(CASE WHEN (customer_4.row_place <= ?) THEN '{"cursor":"' || gateway_sealed(?, ?, '["name+,id+",' || json_quote(customer_4.sort_1) || ',' || json_quote(customer_4.sort_2) || ']') || '","node":{"name":' || json_quote(customer_4.name) || '}}' END), '') || ']}' AS answer 
FROM (SELECT customer_3.name AS name, customer_3.sort_1 AS sort_1, customer_3.sort_2 AS sort_2, row_number() OVER (ORDER BY customer_3.sort_1 DESC, customer_3.sort_2 DESC) AS row_place, count(*) OVER () AS rows_found 
FROM (SELECT customer_1.name AS name, lower(coalesce(customer_1.name, '')) AS sort_1, customer_1.id AS sort_2 
FROM customer AS customer_1 
WHERE customer_1.environment = ? AND customer_1.id = coalesce((SELECT customer_2.id 
FROM customer AS customer_2 
WHERE customer_2.id = ?), (SELECT former_customer_1.customer_id 
FROM former_customer AS former_customer_1 
WHERE former_customer_1.id = ?)) ORDER BY lower(coalesce(customer_1.name, '')) DESC, customer_1.id DESC
 LIMIT ? OFFSET 0) AS customer_3 ORDER BY customer_3.sort_1 ASC, customer_3.sort_2 ASC) AS customer_4;

SELECT '{"name":' || json_quote(customer_1.name) || '}' AS answer 
FROM customer AS customer_1 
WHERE customer_1.environment = ? AND customer_1.id = coalesce((SELECT customer_2.id 
FROM customer AS customer_2 
WHERE customer_2.id = ?), (SELECT former_customer_1.customer_id 
FROM former_customer AS former_customer_1 
WHERE former_customer_1.id = ?)) AND customer_1.id = (SELECT max(candidate.id) AS max_1 
FROM (SELECT customer_3.id AS id 
FROM customer AS customer_3 
WHERE customer_3.environment = ? AND customer_3.id = coalesce((SELECT customer_4.id 
FROM customer AS customer_4 
WHERE customer_4.id = ?), (SELECT former_customer_2.customer_id 
FROM former_customer AS former_customer_2 
WHERE former_customer_2.id = ?)) AND customer_3.email_folded = ?
 LIMIT 2 OFFSET 0) AS candidate 
HAVING count(*) = 1);

SELECT '{"name":' || json_quote(customer_1.name) || ',"gift":' || coalesce((SELECT '{"number":' || json_quote(purchase_1.number) || ',"shop":' || coalesce((SELECT '{"name":' || json_quote(shop_1.name) || '}' AS answer 
FROM shop AS shop_1 
WHERE shop_1.id = purchase_1.shop_id AND shop_1.environment = ?), 'null') || '}' AS answer 
FROM purchase AS purchase_1 
WHERE purchase_1.customer_id = customer_1.id AND purchase_1.environment = ? AND purchase_1.customer_id = coalesce((SELECT customer_2.id 
FROM customer AS customer_2 
WHERE customer_2.id = ?), (SELECT former_customer_1.customer_id 
FROM former_customer AS former_customer_1 
WHERE former_customer_1.id = ?)) AND purchase_1.is_gift = 1
 LIMIT 1 OFFSET 0), 'null') || '}' AS answer 
FROM customer AS customer_1 
WHERE customer_1.environment = ? AND customer_1.id = coalesce((SELECT customer_3.id 
FROM customer AS customer_3 
WHERE customer_3.id = ?), (SELECT former_customer_2.customer_id 
FROM former_customer AS former_customer_2 
WHERE former_customer_2.id = ?)) AND customer_1.id = (SELECT max(candidate.id) AS max_1 
FROM (SELECT customer_4.id AS id 
FROM customer AS customer_4 
WHERE customer_4.environment = ? AND customer_4.id = coalesce((SELECT customer_5.id 
FROM customer AS customer_5 
WHERE customer_5.id = ?), (SELECT former_customer_3.customer_id 
FROM former_customer AS former_customer_3 
WHERE former_customer_3.id = ?)) AND customer_4.email_folded = ?
 LIMIT 2 OFFSET 0) AS candidate 
HAVING count(*) = 1);
