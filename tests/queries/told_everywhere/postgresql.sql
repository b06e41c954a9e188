SELECT '{"before":' || coalesce(CAST(to_json(customer_1.name) AS TEXT), 'null') || ',"as":' || chr(2) || '0:{"name":' || coalesce(CAST(to_json(customer_1.name) AS TEXT), 'null') || ',"greeting":' || coalesce(CAST(to_json(coalesce(customer_1.name, customer_1.email)) AS TEXT), 'null') || ',"secret":' || coalesce(CAST(to_json(customer_1.secret) AS TEXT), 'null') || ',"steps":' || coalesce(CAST(customer_1.steps AS TEXT), 'null') || ',"profile":' || coalesce(CAST(customer_1.profile AS TEXT), 'null') || ',"seen_at":' || coalesce(to_char(timezone('UTC', customer_1.seen_at), '"\""YYYY-MM-DD"T"HH24:MI:SS.MS"Z\""'), 'null') || ',"is_member":' || coalesce(CAST(customer_1.is_member AS TEXT), 'null') || '}' || chr(3) || ',"after":' || coalesce(CAST(to_json(customer_1.name) AS TEXT), 'null') || ',"purchases":' || (SELECT '{"edges":[' || coalesce(string_agg('{"node":{"customer":' || coalesce((SELECT '{"circle":{"initials":' || chr(2) || '1:{"name":' || coalesce(CAST(to_json(customer_2.name) AS TEXT), 'null') || ',"gifts":' || (SELECT '[' || coalesce(string_agg('{}', ','), '') || ']' AS answer 
FROM (SELECT purchase_3.id AS id 
FROM purchase AS purchase_3 
WHERE purchase_3.customer_id = customer_2.id AND purchase_3.environment = $1::VARCHAR COLLATE "C" AND purchase_3.is_gift = true ORDER BY purchase_3.id ASC 
 LIMIT 1000 OFFSET 0) AS purchase_4) || '}' || chr(3) || '},"worries":' || chr(2) || '2:{"id":' || CAST(to_json(customer_2.id) AS TEXT) || ',"notes":' || coalesce(CAST(to_json(customer_2.notes) AS TEXT), 'null') || ',"purchases":' || (SELECT '[' || coalesce(string_agg('{"number":' || CAST(to_json(purchase_6.number) AS TEXT) || ',"placed_at":' || coalesce(to_char(timezone('UTC', purchase_6.placed_at), '"\""YYYY-MM-DD"T"HH24:MI:SS.MS"Z\""'), 'null') || ',"items":' || (SELECT '[' || coalesce(string_agg('{"sku":' || CAST(to_json(item_2.sku) AS TEXT) || ',"customer_id":' || coalesce(CAST(to_json(item_2.customer_id) AS TEXT), 'null') || '}', ','), '') || ']' AS answer 
FROM (SELECT item_1.sku AS sku, item_1.customer_id AS customer_id 
FROM item AS item_1 
WHERE item_1.purchase_id = purchase_6.id AND item_1.environment = $1::VARCHAR COLLATE "C" ORDER BY item_1.id ASC 
 LIMIT 1000 OFFSET 0) AS item_2) || '}', ','), '') || ']' AS answer 
FROM (SELECT purchase_5.number AS number, purchase_5.placed_at AS placed_at, purchase_5.id AS id 
FROM purchase AS purchase_5 
WHERE purchase_5.customer_id = customer_2.id AND purchase_5.environment = $1::VARCHAR COLLATE "C" ORDER BY lower(purchase_5.number) DESC, purchase_5.id ASC 
 LIMIT 1000 OFFSET 0) AS purchase_6) || '}' || chr(3) || '}' AS answer 
FROM customer AS customer_2 
WHERE customer_2.id = purchase_2.customer_id AND customer_2.environment = $1::VARCHAR COLLATE "C"), 'null') || '}}', ','), '') || ']}' AS answer 
FROM (SELECT purchase_1.customer_id AS customer_id 
FROM purchase AS purchase_1 
WHERE purchase_1.customer_id = customer_1.id AND purchase_1.environment = $1::VARCHAR COLLATE "C" ORDER BY coalesce(purchase_1.placed_at, TIMESTAMP WITH TIME ZONE '0001-01-01 00:00:00+00') DESC, purchase_1.id DESC 
 LIMIT $2::INTEGER OFFSET 0) AS purchase_2) || '}' AS answer 
FROM customer AS customer_1 
WHERE customer_1.environment = $1::VARCHAR COLLATE "C" AND customer_1.id = coalesce((SELECT customer_3.id 
FROM customer AS customer_3 
WHERE customer_3.id = $3::VARCHAR COLLATE "C"), (SELECT former_customer_1.customer_id 
FROM former_customer AS former_customer_1 
WHERE former_customer_1.id = $3::VARCHAR COLLATE "C"));

SELECT '{"id":' || CAST(to_json(customer_1.id) AS TEXT) || ',"circle":{"initials":' || chr(2) || '0:{"name":' || coalesce(CAST(to_json(customer_1.name) AS TEXT), 'null') || ',"gifts":' || (SELECT '[' || coalesce(string_agg('{}', ','), '') || ']' AS answer 
FROM (SELECT purchase_1.id AS id 
FROM purchase AS purchase_1 
WHERE purchase_1.customer_id = customer_1.id AND purchase_1.environment = $1::VARCHAR COLLATE "C" AND purchase_1.is_gift = true ORDER BY purchase_1.id ASC 
 LIMIT 1000 OFFSET 0) AS purchase_2) || '}' || chr(3) || '}}' AS answer 
FROM customer AS customer_1 
WHERE customer_1.environment = $1::VARCHAR COLLATE "C" AND customer_1.id = coalesce((SELECT customer_2.id 
FROM customer AS customer_2 
WHERE customer_2.id = $2::VARCHAR COLLATE "C"), (SELECT former_customer_1.customer_id 
FROM former_customer AS former_customer_1 
WHERE former_customer_1.id = $2::VARCHAR COLLATE "C"));

SELECT '[' || coalesce(string_agg(found.answer, ','), '') || ']' AS answer 
FROM (SELECT CASE WHEN (substr(item_1.value, 1, 3) = 'shp') THEN coalesce((SELECT '{"id":' || CAST(to_json(shop_1.id) AS TEXT) || '}' AS joined_1 
FROM shop AS shop_1 
WHERE shop_1.id = item_1.value AND shop_1.environment = $1::VARCHAR COLLATE "C"), 'null') WHEN (substr(item_1.value, 1, 3) = 'cus') THEN coalesce((SELECT '{"id":' || CAST(to_json(customer_1.id) AS TEXT) || ',"circle":{"initials":' || chr(2) || '0:{"name":' || coalesce(CAST(to_json(customer_1.name) AS TEXT), 'null') || ',"gifts":' || (SELECT '[' || coalesce(string_agg('{}', ','), '') || ']' AS answer 
FROM (SELECT purchase_1.id AS id 
FROM purchase AS purchase_1 
WHERE purchase_1.customer_id = customer_1.id AND purchase_1.environment = $1::VARCHAR COLLATE "C" AND purchase_1.is_gift = true ORDER BY purchase_1.id ASC 
 LIMIT 1000 OFFSET 0) AS purchase_2) || '}' || chr(3) || '}}' AS joined_2 
FROM customer AS customer_1 
WHERE customer_1.id = coalesce((SELECT customer_2.id 
FROM customer AS customer_2 
WHERE customer_2.id = item_1.value), (SELECT former_customer_1.customer_id 
FROM former_customer AS former_customer_1 
WHERE former_customer_1.id = item_1.value)) AND customer_1.environment = $1::VARCHAR COLLATE "C"), 'null') ELSE 'null' END AS answer 
FROM unnest($2::TEXT[] COLLATE "C") WITH ORDINALITY AS item_1(value, key) ORDER BY item_1.key) AS found;

SELECT '{"circle":{"initials":' || chr(2) || '0:{"name":' || coalesce(CAST(to_json(customer_1.name) AS TEXT), 'null') || ',"gifts":' || (SELECT '[' || coalesce(string_agg('{}', ','), '') || ']' AS answer 
FROM (SELECT purchase_1.id AS id 
FROM purchase AS purchase_1 
WHERE purchase_1.customer_id = customer_1.id AND purchase_1.environment = $1::VARCHAR COLLATE "C" AND purchase_1.is_gift = true ORDER BY purchase_1.id ASC 
 LIMIT 1000 OFFSET 0) AS purchase_2) || '}' || chr(3) || '}}' AS answer 
FROM customer AS customer_1 
WHERE customer_1.environment = $1::VARCHAR COLLATE "C" AND customer_1.id = (SELECT max(candidate.id) AS max_1 
FROM (SELECT customer_2.id AS id 
FROM customer AS customer_2 
WHERE customer_2.environment = $1::VARCHAR COLLATE "C" AND customer_2.email_folded = $2::VARCHAR COLLATE "C" 
 LIMIT 2 OFFSET 0) AS candidate 
HAVING count(*) = 1);

SELECT '{"totalCount":' || CAST((SELECT count(*) AS count_1 
FROM customer AS customer_4 
WHERE customer_4.environment = $1::VARCHAR COLLATE "C") AS TEXT) || ',"pageInfo":{"hasNextPage":' || CASE WHEN (count(*) > $2::INTEGER) THEN 'true' ELSE 'false' END || '},"edges":[' || coalesce(string_agg(CASE WHEN (customer_3.row_place <= $2::INTEGER) THEN '{"cursor":"' || encode(convert_to('["created_at+,id+",' || to_char(timezone('UTC', customer_3.sort_1), '"\""YYYY-MM-DD"T"HH24:MI:SS.MS"Z\""') || ',' || CAST(to_json(customer_3.sort_2) AS TEXT) || ']', 'UTF8') || substr(sha256($3::BYTEA || sha256($4::BYTEA || convert_to('["created_at+,id+",' || to_char(timezone('UTC', customer_3.sort_1), '"\""YYYY-MM-DD"T"HH24:MI:SS.MS"Z\""') || ',' || CAST(to_json(customer_3.sort_2) AS TEXT) || ']', 'UTF8'))), 1, 16), 'hex') || '","node":{"circle":{"initials":' || chr(2) || '0:{"name":' || coalesce(CAST(to_json(customer_3.name) AS TEXT), 'null') || ',"gifts":' || (SELECT '[' || coalesce(string_agg('{}', ','), '') || ']' AS answer 
FROM (SELECT purchase_1.id AS id 
FROM purchase AS purchase_1 
WHERE purchase_1.customer_id = customer_3.id AND purchase_1.environment = $1::VARCHAR COLLATE "C" AND purchase_1.is_gift = true ORDER BY purchase_1.id ASC 
 LIMIT 1000 OFFSET 0) AS purchase_2) || '}' || chr(3) || '}}}' END, ','), '') || '],"nodes":[' || coalesce(string_agg(CASE WHEN (customer_3.row_place <= $2::INTEGER) THEN '{"circle":{"initials":' || chr(2) || '1:{"name":' || coalesce(CAST(to_json(customer_3.name) AS TEXT), 'null') || ',"gifts":' || (SELECT '[' || coalesce(string_agg('{}', ','), '') || ']' AS answer 
FROM (SELECT purchase_3.id AS id 
FROM purchase AS purchase_3 
WHERE purchase_3.customer_id = customer_3.id AND purchase_3.environment = $1::VARCHAR COLLATE "C" AND purchase_3.is_gift = true ORDER BY purchase_3.id ASC 
 LIMIT 1000 OFFSET 0) AS purchase_4) || '}' || chr(3) || '}}' END, ','), '') || ']}' AS answer 
FROM (SELECT customer_2.name AS name, customer_2.id AS id, customer_2.sort_1 AS sort_1, customer_2.sort_2 AS sort_2, row_number() OVER (ORDER BY customer_2.sort_1 ASC, customer_2.sort_2 ASC) AS row_place, count(*) OVER () AS rows_found 
FROM (SELECT customer_1.name AS name, customer_1.id AS id, customer_1.created_at AS sort_1, customer_1.id AS sort_2 
FROM customer AS customer_1 
WHERE customer_1.environment = $1::VARCHAR COLLATE "C" ORDER BY customer_1.created_at ASC, customer_1.id ASC 
 LIMIT $5::INTEGER OFFSET 0) AS customer_2 ORDER BY customer_2.sort_1 ASC, customer_2.sort_2 ASC) AS customer_3;

SELECT '{"customer":' || coalesce((SELECT '{"circle":{"initials":' || chr(2) || '0:{"name":' || coalesce(CAST(to_json(customer_1.name) AS TEXT), 'null') || ',"gifts":' || (SELECT '[' || coalesce(string_agg('{}', ','), '') || ']' AS answer 
FROM (SELECT purchase_2.id AS id 
FROM purchase AS purchase_2 
WHERE purchase_2.customer_id = customer_1.id AND purchase_2.environment = $1::VARCHAR COLLATE "C" AND purchase_2.is_gift = true ORDER BY purchase_2.id ASC 
 LIMIT 1000 OFFSET 0) AS purchase_3) || '}' || chr(3) || '}}' AS answer 
FROM customer AS customer_1 
WHERE customer_1.id = purchase_1.customer_id AND customer_1.environment = $1::VARCHAR COLLATE "C"), 'null') || ',"lines":' || (SELECT '[' || coalesce(string_agg('{"purchase":' || coalesce((SELECT '{"customer":' || coalesce((SELECT '{"circle":{"initials":' || chr(2) || '1:{"name":' || coalesce(CAST(to_json(customer_2.name) AS TEXT), 'null') || ',"gifts":' || (SELECT '[' || coalesce(string_agg('{}', ','), '') || ']' AS answer 
FROM (SELECT purchase_5.id AS id 
FROM purchase AS purchase_5 
WHERE purchase_5.customer_id = customer_2.id AND purchase_5.environment = $1::VARCHAR COLLATE "C" AND purchase_5.is_gift = true ORDER BY purchase_5.id ASC 
 LIMIT 1000 OFFSET 0) AS purchase_6) || '}' || chr(3) || '}}' AS answer 
FROM customer AS customer_2 
WHERE customer_2.id = purchase_4.customer_id AND customer_2.environment = $1::VARCHAR COLLATE "C"), 'null') || '}' AS answer 
FROM purchase AS purchase_4 
WHERE purchase_4.id = item_2.purchase_id AND purchase_4.environment = $1::VARCHAR COLLATE "C"), 'null') || '}', ','), '') || ']' AS answer 
FROM (SELECT item_1.purchase_id AS purchase_id 
FROM item AS item_1 
WHERE item_1.purchase_id = purchase_1.id AND item_1.environment = $1::VARCHAR COLLATE "C" ORDER BY item_1.position DESC, item_1.id DESC 
 LIMIT 250 OFFSET 0) AS item_2) || '}' AS answer 
FROM purchase AS purchase_1 
WHERE purchase_1.environment = $1::VARCHAR COLLATE "C" AND purchase_1.id = $2::VARCHAR COLLATE "C";

SELECT '{"as":' || chr(2) || '0:{"name":' || coalesce(CAST(to_json(customer_1.name) AS TEXT), 'null') || ',"greeting":' || coalesce(CAST(to_json(coalesce(customer_1.name, customer_1.email)) AS TEXT), 'null') || ',"secret":' || coalesce(CAST(to_json(customer_1.secret) AS TEXT), 'null') || ',"steps":' || coalesce(CAST(customer_1.steps AS TEXT), 'null') || ',"profile":' || coalesce(CAST(customer_1.profile AS TEXT), 'null') || ',"seen_at":' || coalesce(to_char(timezone('UTC', customer_1.seen_at), '"\""YYYY-MM-DD"T"HH24:MI:SS.MS"Z\""'), 'null') || ',"is_member":' || coalesce(CAST(customer_1.is_member AS TEXT), 'null') || '}' || chr(3) || ',"name":' || coalesce(CAST(to_json(customer_1.name) AS TEXT), 'null') || ',"profile":' || coalesce(CAST(customer_1.profile AS TEXT), 'null') || '}' AS answer 
FROM customer AS customer_1 
WHERE customer_1.environment = $1::VARCHAR COLLATE "C" AND customer_1.id = coalesce((SELECT customer_2.id 
FROM customer AS customer_2 
WHERE customer_2.id = $2::VARCHAR COLLATE "C"), (SELECT former_customer_1.customer_id 
FROM former_customer AS former_customer_1 
WHERE former_customer_1.id = $2::VARCHAR COLLATE "C"));

SELECT '{"circle":{"initials":' || chr(2) || '0:{"name":' || coalesce(CAST(to_json(customer_1.name) AS TEXT), 'null') || ',"gifts":' || (SELECT '[' || coalesce(string_agg('{}', ','), '') || ']' AS answer 
FROM (SELECT purchase_1.id AS id 
FROM purchase AS purchase_1 
WHERE purchase_1.customer_id = customer_1.id AND purchase_1.environment = $1::VARCHAR COLLATE "C" AND purchase_1.is_gift = true ORDER BY purchase_1.id ASC 
 LIMIT 1000 OFFSET 0) AS purchase_2) || '}' || chr(3) || '}}' AS answer 
FROM customer AS customer_1 
WHERE customer_1.environment = $1::VARCHAR COLLATE "C" AND customer_1.id = coalesce((SELECT customer_2.id 
FROM customer AS customer_2 
WHERE customer_2.id = $2::VARCHAR COLLATE "C"), (SELECT former_customer_1.customer_id 
FROM former_customer AS former_customer_1 
WHERE former_customer_1.id = $2::VARCHAR COLLATE "C"));
