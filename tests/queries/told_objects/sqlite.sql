SELECT '{"nodes":[' || coalesce(group_concat('{"worries":' || char(2) || '0:{"id":' || json_quote(customer_2.id) || ',"notes":' || json_quote(customer_2.notes) || ',"purchases":' || (SELECT '[' || coalesce(group_concat('{"number":' || json_quote(purchase_2.number) || ',"placed_at":' || json_quote(purchase_2.placed_at) || ',"items":' || (SELECT '[' || coalesce(group_concat('{"sku":' || json_quote(item_2.sku) || ',"customer_id":' || json_quote(item_2.customer_id) || '}'), '') || ']' AS answer 
FROM (SELECT item_1.sku AS sku, item_1.customer_id AS customer_id 
FROM item AS item_1 
WHERE item_1.purchase_id = purchase_2.id AND item_1.environment = ? ORDER BY item_1.id ASC
 LIMIT 1000 OFFSET 0) AS item_2) || '}'), '') || ']' AS answer 
FROM (SELECT purchase_1.number AS number, purchase_1.placed_at AS placed_at, purchase_1.id AS id 
FROM purchase AS purchase_1 
WHERE purchase_1.customer_id = customer_2.id AND purchase_1.environment = ? ORDER BY lower(purchase_1.number) DESC, purchase_1.id ASC
 LIMIT 1000 OFFSET 0) AS purchase_2) || '}' || char(3) || '}'), '') || ']}' AS answer 
FROM (SELECT customer_1.id AS id, customer_1.notes AS notes 
FROM customer AS customer_1 
WHERE customer_1.environment = ? AND customer_1.id IN (SELECT item.value 
FROM json_each(?) AS item) ORDER BY customer_1.created_at ASC, customer_1.id ASC
 LIMIT ? OFFSET 0) AS customer_2;
