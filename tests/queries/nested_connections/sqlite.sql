SELECT '{"nodes":[' || coalesce(group_concat('{"name":' || json_quote(customer_2.name) || ',"purchases":' || (SELECT '{"totalCount":' || (SELECT count(*) AS count_1 
FROM purchase AS purchase_4 
WHERE purchase_4.customer_id = customer_2.id AND purchase_4.environment = ? AND purchase_4.total >= ?) || ',"nodes":[' || coalesce(group_concat(CASE WHEN (purchase_3.row_place <= ?) THEN '{"number":' || json_quote(purchase_3.number) || ',"items":' || (SELECT '{"totalCount":' || (SELECT count(*) AS count_2 
FROM item AS item_4 
WHERE item_4.purchase_id = purchase_3.id AND item_4.environment = ? AND item_4.quantity IS NOT NULL) || ',"nodes":[' || coalesce(group_concat('{"position":' || item_3.position || ',"sku":' || json_quote(item_3.sku) || '}'), '') || ']}' AS answer 
FROM (SELECT item_2.position AS position, item_2.sku AS sku, item_2.sort_1 AS sort_1, item_2.sort_2 AS sort_2 
FROM (SELECT item_1.position AS position, item_1.sku AS sku, item_1.position AS sort_1, item_1.id AS sort_2 
FROM item AS item_1 
WHERE item_1.purchase_id = purchase_3.id AND item_1.environment = ? AND item_1.quantity IS NOT NULL ORDER BY item_1.position DESC, item_1.id DESC
 LIMIT ? OFFSET 0) AS item_2 ORDER BY item_2.sort_1 ASC, item_2.sort_2 ASC) AS item_3) || '}' END), '') || '],"pageInfo":{"hasNextPage":' || CASE WHEN (count(*) > ?) THEN 'true' ELSE 'false' END || '}}' AS answer 
FROM (SELECT purchase_2.number AS number, purchase_2.id AS id, purchase_2.sort_1 AS sort_1, purchase_2.sort_2 AS sort_2, row_number() OVER (ORDER BY purchase_2.sort_1 DESC, purchase_2.sort_2 DESC) AS row_place, count(*) OVER () AS rows_found 
FROM (SELECT purchase_1.number AS number, purchase_1.id AS id, purchase_1.total AS sort_1, purchase_1.id AS sort_2 
FROM purchase AS purchase_1 
WHERE purchase_1.customer_id = customer_2.id AND purchase_1.environment = ? AND purchase_1.total >= ? ORDER BY purchase_1.total DESC, purchase_1.id DESC
 LIMIT ? OFFSET 0) AS purchase_2 ORDER BY purchase_2.sort_1 DESC, purchase_2.sort_2 DESC) AS purchase_3) || '}'), '') || ']}' AS answer 
FROM (SELECT customer_1.name AS name, customer_1.id AS id 
FROM customer AS customer_1 
WHERE customer_1.environment = ? AND customer_1.kind = ? ORDER BY coalesce(customer_1.visits, -9223372036854775808) DESC, customer_1.id DESC
 LIMIT ? OFFSET 0) AS customer_2;
