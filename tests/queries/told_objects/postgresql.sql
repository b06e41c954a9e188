SELECT '{"nodes":[' || coalesce(string_agg('{"worries":' || chr(2) || '0:{"id":' || CAST(to_json(customer_2.id) AS TEXT) || ',"notes":' || coalesce(CAST(to_json(customer_2.notes) AS TEXT), 'null') || ',"purchases":' || (SELECT '[' || coalesce(string_agg('{"number":' || CAST(to_json(purchase_2.number) AS TEXT) || ',"placed_at":' || coalesce(to_char(timezone('UTC', purchase_2.placed_at), '"\""YYYY-MM-DD"T"HH24:MI:SS.MS"Z\""'), 'null') || ',"items":' || (SELECT '[' || coalesce(string_agg('{"sku":' || CAST(to_json(item_2.sku) AS TEXT) || ',"customer_id":' || coalesce(CAST(to_json(item_2.customer_id) AS TEXT), 'null') || '}', ','), '') || ']' AS answer 
FROM (SELECT item_1.sku AS sku, item_1.customer_id AS customer_id 
FROM item AS item_1 
WHERE item_1.purchase_id = purchase_2.id AND item_1.environment = $1::VARCHAR COLLATE "C" ORDER BY item_1.id ASC 
 LIMIT 1000 OFFSET 0) AS item_2) || '}', ','), '') || ']' AS answer 
FROM (SELECT purchase_1.number AS number, purchase_1.placed_at AS placed_at, purchase_1.id AS id 
FROM purchase AS purchase_1 
WHERE purchase_1.customer_id = customer_2.id AND purchase_1.environment = $1::VARCHAR COLLATE "C" ORDER BY lower(purchase_1.number) DESC, purchase_1.id ASC 
 LIMIT 1000 OFFSET 0) AS purchase_2) || '}' || chr(3) || '}', ','), '') || ']}' AS answer 
FROM (SELECT customer_1.id AS id, customer_1.notes AS notes 
FROM customer AS customer_1 
WHERE customer_1.environment = $1::VARCHAR COLLATE "C" AND customer_1.id = ANY ($2::TEXT[] COLLATE "C") ORDER BY customer_1.created_at ASC, customer_1.id ASC 
 LIMIT $3::INTEGER OFFSET 0) AS customer_2;
