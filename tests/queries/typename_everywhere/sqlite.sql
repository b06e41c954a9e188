SELECT '{"__typename":"Customer","settings":{"__typename":"CustomerSettings"},"home":' || CASE WHEN (customer_1.home__city IS NULL) THEN 'null' ELSE '{"__typename":"CustomerHome","rent":' || CASE WHEN (customer_1.home__rent IS NULL OR customer_1.home__rent_currency IS NULL) THEN 'null' ELSE '{"__typename":"Money"}' END || ',"door":' || CASE WHEN (customer_1.home__door__number IS NULL) THEN 'null' ELSE '{"__typename":"CustomerDoor"}' END || '}' END || ',"shop":' || coalesce((SELECT '{"__typename":"Shop"}' AS answer 
FROM shop AS shop_1 
WHERE shop_1.id = customer_1.shop_id AND shop_1.environment = ?), 'null') || ',"purchases":' || (SELECT '{"__typename":"PurchaseConnection","edges":[' || coalesce(group_concat('{"__typename":"PurchaseEdge","node":{"__typename":"Purchase"}}'), '') || '],"nodes":[' || coalesce(group_concat('{"__typename":"Purchase","lines":' || (SELECT '[' || coalesce(group_concat('{"__typename":"Item"}'), '') || ']' AS answer 
FROM (SELECT item_1.id AS id 
FROM item AS item_1 
WHERE item_1.purchase_id = purchase_2.id AND item_1.environment = ? ORDER BY item_1.position DESC, item_1.id DESC
 LIMIT 250 OFFSET 0) AS item_2) || '}'), '') || '],"pageInfo":{"__typename":"PageInfo"}}' AS answer 
FROM (SELECT purchase_1.id AS id 
FROM purchase AS purchase_1 
WHERE purchase_1.customer_id = customer_1.id AND purchase_1.environment = ? ORDER BY coalesce(purchase_1.placed_at, '0001-01-01T00:00:00.000Z') DESC, purchase_1.id DESC
 LIMIT ? OFFSET 0) AS purchase_2) || '}' AS answer 
FROM customer AS customer_1 
WHERE customer_1.environment = ? AND customer_1.id = coalesce((SELECT customer_2.id 
FROM customer AS customer_2 
WHERE customer_2.id = ?), (SELECT former_customer_1.customer_id 
FROM former_customer AS former_customer_1 
WHERE former_customer_1.id = ?));

SELECT '{"__typename":"Viewer"}' AS answer;
