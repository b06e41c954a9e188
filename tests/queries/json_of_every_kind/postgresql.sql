SELECT '{"nodes":[' || coalesce(string_agg('{"lines":' || (SELECT '[' || coalesce(string_agg('{"sku":' || CAST(to_json(item_2.sku) AS TEXT) || ',"extras":' || coalesce(CAST(item_2.extras AS TEXT), 'null') || '}', ','), '') || ']' AS answer 
FROM (SELECT item_1.sku AS sku, item_1.extras AS extras 
FROM item AS item_1 
WHERE item_1.purchase_id = purchase_2.id AND item_1.environment = $1::VARCHAR COLLATE "C" ORDER BY item_1.position DESC, item_1.id DESC 
 LIMIT 250 OFFSET 0) AS item_2) || '}', ','), '') || ']}' AS answer 
FROM (SELECT purchase_1.id AS id 
FROM purchase AS purchase_1 
WHERE purchase_1.environment = $1::VARCHAR COLLATE "C" AND lower(purchase_1.number) = ANY ($2::TEXT[] COLLATE "C") AND purchase_1.number = ANY ($3::TEXT[] COLLATE "C") ORDER BY lower(purchase_1.number) ASC, purchase_1.id ASC 
 LIMIT $4::INTEGER OFFSET 0) AS purchase_2;
