SELECT '{"nodes":[' || coalesce(string_agg('{"circle":{"__typename":"CustomerCircle","size":' || coalesce(CAST(customer_2.circle__size AS TEXT), 'null') || ',"shop":' || coalesce((SELECT '{"name":' || CAST(to_json(shop_1.name) AS TEXT) || '}' AS answer 
FROM shop AS shop_1 
WHERE shop_1.id = customer_2.shop_id AND shop_1.environment = $1::VARCHAR COLLATE "C"), 'null') || ',"all":{"totalCount":' || CAST((SELECT count(*) AS count_1 
FROM purchase AS purchase_2 
WHERE purchase_2.customer_id = customer_2.id AND purchase_2.environment = $1::VARCHAR COLLATE "C") AS TEXT) || '},"bought":' || (SELECT '{"nodes":[' || coalesce(string_agg(CASE WHEN (purchase_5.row_place <= $2::INTEGER) THEN '{"number":' || CAST(to_json(purchase_5.number) AS TEXT) || '}' END, ','), '') || '],"pageInfo":{"hasNextPage":' || CASE WHEN (count(*) > $2::INTEGER) THEN 'true' ELSE 'false' END || '}}' AS answer 
FROM (SELECT purchase_4.number AS number, purchase_4.sort_1 AS sort_1, purchase_4.sort_2 AS sort_2, row_number() OVER (ORDER BY purchase_4.sort_1 ASC, purchase_4.sort_2 ASC) AS row_place, count(*) OVER () AS rows_found 
FROM (SELECT purchase_3.number AS number, lower(purchase_3.number) AS sort_1, purchase_3.id AS sort_2 
FROM purchase AS purchase_3 
WHERE purchase_3.customer_id = customer_2.id AND purchase_3.environment = $1::VARCHAR COLLATE "C" AND purchase_3.is_gift = $3::BOOLEAN ORDER BY lower(purchase_3.number) ASC, purchase_3.id ASC 
 LIMIT $4::INTEGER OFFSET 0) AS purchase_4 ORDER BY purchase_4.sort_1 ASC, purchase_4.sort_2 ASC) AS purchase_5) || ',"watched":' || (SELECT '{"edges":[' || coalesce(string_agg('{"node":{"sku":' || CAST(to_json(item_3.sku) AS TEXT) || '}}', ','), '') || ']}' AS answer 
FROM (SELECT item_2.sku AS sku, item_2.sort_1 AS sort_1, item_2.sort_2 AS sort_2 
FROM (SELECT item_1.sku AS sku, lower(item_1.sku) AS sort_1, item_1.id AS sort_2 
FROM item AS item_1 
WHERE item_1.customer_id = customer_2.id AND item_1.environment = $1::VARCHAR COLLATE "C" ORDER BY lower(item_1.sku) DESC, item_1.id DESC 
 LIMIT $5::INTEGER OFFSET 0) AS item_2 ORDER BY item_2.sort_1 ASC, item_2.sort_2 ASC) AS item_3) || ',"initials":' || chr(2) || '0:{"name":' || coalesce(CAST(to_json(customer_2.name) AS TEXT), 'null') || ',"gifts":' || (SELECT '[' || coalesce(string_agg('{}', ','), '') || ']' AS answer 
FROM (SELECT purchase_6.id AS id 
FROM purchase AS purchase_6 
WHERE purchase_6.customer_id = customer_2.id AND purchase_6.environment = $1::VARCHAR COLLATE "C" AND purchase_6.is_gift = true ORDER BY purchase_6.id ASC 
 LIMIT 1000 OFFSET 0) AS purchase_7) || '}' || chr(3) || '}}', ','), '') || ']}' AS answer 
FROM (SELECT customer_1.circle__size AS circle__size, customer_1.shop_id AS shop_id, customer_1.id AS id, customer_1.name AS name 
FROM customer AS customer_1 
WHERE customer_1.environment = $1::VARCHAR COLLATE "C" ORDER BY customer_1.created_at ASC, customer_1.id ASC 
 LIMIT $6::INTEGER OFFSET 0) AS customer_2;
