SELECT '{"totalCount":' || CAST((SELECT count(*) AS count_1 
FROM customer AS customer_5 
WHERE customer_5.environment = $1::VARCHAR COLLATE "C" AND customer_5.id = coalesce((SELECT customer_6.id 
FROM customer AS customer_6 
WHERE customer_6.id = $2::VARCHAR COLLATE "C"), (SELECT former_customer_4.customer_id 
FROM former_customer AS former_customer_4 
WHERE former_customer_4.id = $2::VARCHAR COLLATE "C")) AND (EXISTS (SELECT 1 
FROM purchase AS purchase_2 
WHERE purchase_2.customer_id = customer_5.id AND purchase_2.environment = $1::VARCHAR COLLATE "C" AND purchase_2.customer_id = coalesce((SELECT customer_7.id 
FROM customer AS customer_7 
WHERE customer_7.id = $2::VARCHAR COLLATE "C"), (SELECT former_customer_5.customer_id 
FROM former_customer AS former_customer_5 
WHERE former_customer_5.id = $2::VARCHAR COLLATE "C")) AND (EXISTS (SELECT 1 
FROM item AS item_2 
WHERE item_2.purchase_id = purchase_2.id AND item_2.environment = $1::VARCHAR COLLATE "C" AND item_2.customer_id = coalesce((SELECT customer_8.id 
FROM customer AS customer_8 
WHERE customer_8.id = $2::VARCHAR COLLATE "C"), (SELECT former_customer_6.customer_id 
FROM former_customer AS former_customer_6 
WHERE former_customer_6.id = $2::VARCHAR COLLATE "C")) AND (lower(item_2.sku) >= $3::VARCHAR COLLATE "C" AND lower(item_2.sku) < $4::VARCHAR COLLATE "C" OR lower(item_2.sku) >= $5::VARCHAR COLLATE "C" AND lower(item_2.sku) < $6::VARCHAR COLLATE "C" OR lower(item_2.sku) >= $7::VARCHAR COLLATE "C" AND lower(item_2.sku) < $8::VARCHAR COLLATE "C")))))) AS TEXT) || '}' AS answer;

SELECT '{"nodes":[' || coalesce(string_agg('{"name":' || coalesce(CAST(to_json(customer_4.name) AS TEXT), 'null') || '}', ','), '') || ']}' AS answer 
FROM (SELECT customer_1.name AS name 
FROM customer AS customer_1 
WHERE customer_1.environment = $1::VARCHAR COLLATE "C" AND customer_1.id = coalesce((SELECT customer_2.id 
FROM customer AS customer_2 
WHERE customer_2.id = $2::VARCHAR COLLATE "C"), (SELECT former_customer_1.customer_id 
FROM former_customer AS former_customer_1 
WHERE former_customer_1.id = $2::VARCHAR COLLATE "C")) AND ((EXISTS (SELECT 1 
FROM purchase AS purchase_1 
WHERE purchase_1.customer_id = customer_1.id AND purchase_1.environment = $1::VARCHAR COLLATE "C" AND purchase_1.customer_id = coalesce((SELECT customer_3.id 
FROM customer AS customer_3 
WHERE customer_3.id = $2::VARCHAR COLLATE "C"), (SELECT former_customer_2.customer_id 
FROM former_customer AS former_customer_2 
WHERE former_customer_2.id = $2::VARCHAR COLLATE "C")) AND lower(purchase_1.number) = $3::VARCHAR COLLATE "C" AND purchase_1.number = $4::VARCHAR COLLATE "C")) IS NOT true) IS NOT true ORDER BY customer_1.created_at DESC, customer_1.id DESC 
 LIMIT $5::INTEGER OFFSET 0) AS customer_4;

SELECT '{"pageInfo":{"hasNextPage":' || CASE WHEN false THEN 'true' ELSE 'false' END || ',"startCursor":' || coalesce(max(CASE WHEN (customer_4.row_place = least($1::INTEGER, customer_4.rows_found)) THEN '"' || encode(convert_to('["name+,id+",' || CAST(to_json(customer_4.sort_1) AS TEXT) || ',' || CAST(to_json(customer_4.sort_2) AS TEXT) || ']', 'UTF8') || substr(sha256($2::BYTEA || sha256($3::BYTEA || convert_to('["name+,id+",' || CAST(to_json(customer_4.sort_1) AS TEXT) || ',' || CAST(to_json(customer_4.sort_2) AS TEXT) || ']', 'UTF8'))), 1, 16), 'hex') || '"' END), 'null') || '},"edges":[' || coalesce(string_agg(CASE WHEN (customer_4.row_place <= $1::INTEGER) THEN '{"cursor":"' || encode(convert_to('["name+,id+",' || CAST(to_json(customer_4.sort_1) AS TEXT) || ',' || CAST(to_json(customer_4.sort_2) AS TEXT) || ']', 'UTF8') || substr(sha256($2::BYTEA || sha256($3::BYTEA || convert_to('["name+,id+",' || CAST(to_json(customer_4.sort_1) AS TEXT) || ',' || CAST(to_json(customer_4.sort_2) AS TEXT) || ']', 'UTF8'))), 1, 16), 'hex') || '","node":{"name":' || coalesce(CAST(to_json(customer_4.name) AS TEXT), 'null') || '}}' END, ','), '') || ']}' AS answer 
FROM (SELECT customer_3.name AS name, customer_3.sort_1 AS sort_1, customer_3.sort_2 AS sort_2, row_number() OVER (ORDER BY customer_3.sort_1 DESC, customer_3.sort_2 DESC) AS row_place, count(*) OVER () AS rows_found 
FROM (SELECT customer_1.name AS name, lower(coalesce(customer_1.name, '')) AS sort_1, customer_1.id AS sort_2 
FROM customer AS customer_1 
WHERE customer_1.environment = $4::VARCHAR COLLATE "C" AND customer_1.id = coalesce((SELECT customer_2.id 
FROM customer AS customer_2 
WHERE customer_2.id = $5::VARCHAR COLLATE "C"), (SELECT former_customer_1.customer_id 
FROM former_customer AS former_customer_1 
WHERE former_customer_1.id = $5::VARCHAR COLLATE "C")) ORDER BY lower(coalesce(customer_1.name, '')) DESC, customer_1.id DESC 
 LIMIT $6::INTEGER OFFSET 0) AS customer_3 ORDER BY customer_3.sort_1 ASC, customer_3.sort_2 ASC) AS customer_4;

SELECT '{"name":' || coalesce(CAST(to_json(customer_1.name) AS TEXT), 'null') || '}' AS answer 
FROM customer AS customer_1 
WHERE customer_1.environment = $1::VARCHAR COLLATE "C" AND customer_1.id = coalesce((SELECT customer_2.id 
FROM customer AS customer_2 
WHERE customer_2.id = $2::VARCHAR COLLATE "C"), (SELECT former_customer_1.customer_id 
FROM former_customer AS former_customer_1 
WHERE former_customer_1.id = $2::VARCHAR COLLATE "C")) AND customer_1.id = (SELECT max(candidate.id) AS max_1 
FROM (SELECT customer_3.id AS id 
FROM customer AS customer_3 
WHERE customer_3.environment = $1::VARCHAR COLLATE "C" AND customer_3.id = coalesce((SELECT customer_4.id 
FROM customer AS customer_4 
WHERE customer_4.id = $2::VARCHAR COLLATE "C"), (SELECT former_customer_2.customer_id 
FROM former_customer AS former_customer_2 
WHERE former_customer_2.id = $2::VARCHAR COLLATE "C")) AND customer_3.email_folded = $3::VARCHAR COLLATE "C" 
 LIMIT 2 OFFSET 0) AS candidate 
HAVING count(*) = 1);

SELECT '{"name":' || coalesce(CAST(to_json(customer_1.name) AS TEXT), 'null') || ',"gift":' || coalesce((SELECT '{"number":' || CAST(to_json(purchase_1.number) AS TEXT) || ',"shop":' || coalesce((SELECT '{"name":' || CAST(to_json(shop_1.name) AS TEXT) || '}' AS answer 
FROM shop AS shop_1 
WHERE shop_1.id = purchase_1.shop_id AND shop_1.environment = $1::VARCHAR COLLATE "C"), 'null') || '}' AS answer 
FROM purchase AS purchase_1 
WHERE purchase_1.customer_id = customer_1.id AND purchase_1.environment = $1::VARCHAR COLLATE "C" AND purchase_1.customer_id = coalesce((SELECT customer_2.id 
FROM customer AS customer_2 
WHERE customer_2.id = $2::VARCHAR COLLATE "C"), (SELECT former_customer_1.customer_id 
FROM former_customer AS former_customer_1 
WHERE former_customer_1.id = $2::VARCHAR COLLATE "C")) AND purchase_1.is_gift = true 
 LIMIT 1 OFFSET 0), 'null') || '}' AS answer 
FROM customer AS customer_1 
WHERE customer_1.environment = $1::VARCHAR COLLATE "C" AND customer_1.id = coalesce((SELECT customer_3.id 
FROM customer AS customer_3 
WHERE customer_3.id = $2::VARCHAR COLLATE "C"), (SELECT former_customer_2.customer_id 
FROM former_customer AS former_customer_2 
WHERE former_customer_2.id = $2::VARCHAR COLLATE "C")) AND customer_1.id = (SELECT max(candidate.id) AS max_1 
FROM (SELECT customer_4.id AS id 
FROM customer AS customer_4 
WHERE customer_4.environment = $1::VARCHAR COLLATE "C" AND customer_4.id = coalesce((SELECT customer_5.id 
FROM customer AS customer_5 
WHERE customer_5.id = $2::VARCHAR COLLATE "C"), (SELECT former_customer_3.customer_id 
FROM former_customer AS former_customer_3 
WHERE former_customer_3.id = $2::VARCHAR COLLATE "C")) AND customer_4.email_folded = $3::VARCHAR COLLATE "C" 
 LIMIT 2 OFFSET 0) AS candidate 
HAVING count(*) = 1);
