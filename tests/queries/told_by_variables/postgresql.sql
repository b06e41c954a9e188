SELECT '{"letter":' || chr(2) || '0:{"name":' || coalesce(CAST(to_json(customer_1.name) AS TEXT), 'null') || ',"greeting":' || coalesce(CAST(to_json(coalesce(customer_1.name, customer_1.email)) AS TEXT), 'null') || ',"secret":' || coalesce(CAST(to_json(customer_1.secret) AS TEXT), 'null') || ',"steps":' || coalesce(CAST(customer_1.steps AS TEXT), 'null') || ',"profile":' || coalesce(CAST(customer_1.profile AS TEXT), 'null') || ',"seen_at":' || coalesce(to_char(timezone('UTC', customer_1.seen_at), '"\""YYYY-MM-DD"T"HH24:MI:SS.MS"Z\""'), 'null') || ',"is_member":' || coalesce(CAST(customer_1.is_member AS TEXT), 'null') || '}' || chr(3) || ',"nobody":' || chr(2) || '1=0' || chr(3) || ',"literal":' || chr(2) || '2=0' || chr(3) || ',"some":' || chr(2) || '3:{"id":' || CAST(to_json(customer_1.id) AS TEXT) || ',"notes":' || coalesce(CAST(to_json(customer_1.notes) AS TEXT), 'null') || ',"purchases":' || (SELECT '[' || coalesce(string_agg('{"number":' || CAST(to_json(purchase_2.number) AS TEXT) || ',"placed_at":' || coalesce(to_char(timezone('UTC', purchase_2.placed_at), '"\""YYYY-MM-DD"T"HH24:MI:SS.MS"Z\""'), 'null') || ',"items":' || (SELECT '[' || coalesce(string_agg('{"sku":' || CAST(to_json(item_2.sku) AS TEXT) || ',"customer_id":' || coalesce(CAST(to_json(item_2.customer_id) AS TEXT), 'null') || '}', ','), '') || ']' AS answer 
FROM (SELECT item_1.sku AS sku, item_1.customer_id AS customer_id 
FROM item AS item_1 
WHERE item_1.purchase_id = purchase_2.id AND item_1.environment = $1::VARCHAR COLLATE "C" ORDER BY item_1.id ASC 
 LIMIT 1000 OFFSET 0) AS item_2) || '}', ','), '') || ']' AS answer 
FROM (SELECT purchase_1.number AS number, purchase_1.placed_at AS placed_at, purchase_1.id AS id 
FROM purchase AS purchase_1 
WHERE purchase_1.customer_id = customer_1.id AND purchase_1.environment = $1::VARCHAR COLLATE "C" ORDER BY lower(purchase_1.number) DESC, purchase_1.id ASC 
 LIMIT 1000 OFFSET 0) AS purchase_2) || '}' || chr(3) || ',"both":' || chr(2) || '4=3' || chr(3) || ',"shown":' || chr(2) || '5=0' || chr(3) || '}' AS answer 
FROM customer AS customer_1 
WHERE customer_1.environment = $1::VARCHAR COLLATE "C" AND customer_1.id = coalesce((SELECT customer_2.id 
FROM customer AS customer_2 
WHERE customer_2.id = $2::VARCHAR COLLATE "C"), (SELECT former_customer_1.customer_id 
FROM former_customer AS former_customer_1 
WHERE former_customer_1.id = $2::VARCHAR COLLATE "C"));
