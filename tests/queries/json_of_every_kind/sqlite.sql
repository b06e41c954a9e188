SELECT '{"nodes":[' || coalesce(group_concat('{"lines":' || (SELECT '[' || coalesce(group_concat('{"sku":' || json_quote(item_2.sku) || ',"extras":' || coalesce(item_2.extras, 'null') || '}'), '') || ']' AS answer 
FROM (SELECT item_1.sku AS sku, item_1.extras AS extras 
FROM item AS item_1 
WHERE item_1.purchase_id = purchase_2.id AND item_1.environment = ? ORDER BY item_1.position DESC, item_1.id DESC
 LIMIT 250 OFFSET 0) AS item_2) || '}'), '') || ']}' AS answer 
FROM (SELECT purchase_1.id AS id 
FROM purchase AS purchase_1 
WHERE purchase_1.environment = ? AND lower(purchase_1.number) IN (SELECT item.value 
FROM json_each(?) AS item) AND likely(purchase_1.number IN (SELECT item.value 
FROM json_each(?) AS item)) ORDER BY lower(purchase_1.number) ASC, purchase_1.id ASC
 LIMIT ? OFFSET 0) AS purchase_2;
