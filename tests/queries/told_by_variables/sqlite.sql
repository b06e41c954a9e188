SELECT '{"letter":' || char(2) || '0:{"name":' || json_quote(customer_1.name) || ',"greeting":' || json_quote(coalesce(customer_1.name, customer_1.email)) || ',"secret":' || json_quote(customer_1.secret) || ',"steps":' || coalesce(customer_1.steps, 'null') || ',"profile":' || coalesce(customer_1.profile, 'null') || ',"seen_at":' || json_quote(customer_1.seen_at) || ',"is_member":' || CASE WHEN (customer_1.is_member IS NULL) THEN 'null' WHEN customer_1.is_member THEN 'true' ELSE 'false' END || '}' || char(3) || ',"nobody":' || char(2) || '1=0' || char(3) || ',"literal":' || char(2) || '2=0' || char(3) || ',"some":' || char(2) || '3:{"id":' || json_quote(customer_1.id) || ',"notes":' || json_quote(customer_1.notes) || ',"purchases":' || (SELECT '[' || coalesce(group_concat('{"number":' || json_quote(purchase_2.number) || ',"placed_at":' || json_quote(purchase_2.placed_at) || ',"items":' || (SELECT '[' || coalesce(group_concat('{"sku":' || json_quote(item_2.sku) || ',"customer_id":' || json_quote(item_2.customer_id) || '}'), '') || ']' AS answer 
FROM (SELECT item_1.sku AS sku, item_1.customer_id AS customer_id 
FROM item AS item_1 
WHERE item_1.purchase_id = purchase_2.id AND item_1.environment = ? ORDER BY item_1.id ASC
 LIMIT 1000 OFFSET 0) AS item_2) || '}'), '') || ']' AS answer 
FROM (SELECT purchase_1.number AS number, purchase_1.placed_at AS placed_at, purchase_1.id AS id 
FROM purchase AS purchase_1 
WHERE purchase_1.customer_id = customer_1.id AND purchase_1.environment = ? ORDER BY lower(purchase_1.number) DESC, purchase_1.id ASC
 LIMIT 1000 OFFSET 0) AS purchase_2) || '}' || char(3) || ',"both":' || char(2) || '4=3' || char(3) || ',"shown":' || char(2) || '5=0' || char(3) || '}' AS answer 
FROM customer AS customer_1 
WHERE customer_1.environment = ? AND customer_1.id = coalesce((SELECT customer_2.id 
FROM customer AS customer_2 
WHERE customer_2.id = ?), (SELECT former_customer_1.customer_id 
FROM former_customer AS former_customer_1 
WHERE former_customer_1.id = ?));
