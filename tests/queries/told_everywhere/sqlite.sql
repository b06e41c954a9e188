SELECT '{"before":' || json_quote(customer_1.name) || ',"as":' || char(2) || '0:{"name":' || json_quote(customer_1.name) || ',"greeting":' || json_quote(coalesce(customer_1.name, customer_1.email)) || ',"secret":' || json_quote(customer_1.secret) || ',"steps":' || coalesce(customer_1.steps, 'null') || ',"profile":' || coalesce(customer_1.profile, 'null') || ',"seen_at":' || json_quote(customer_1.seen_at) || ',"is_member":' || CASE WHEN (customer_1.is_member IS NULL) THEN 'null' WHEN customer_1.is_member THEN 'true' ELSE 'false' END || '}' || char(3) || ',"after":' || json_quote(customer_1.name) || ',"purchases":' || (SELECT '{"edges":[' || coalesce(group_concat('{"node":{"customer":' || coalesce((SELECT '{"circle":{"initials":' || char(2) || '1:{"name":' || json_quote(customer_2.name) || ',"gifts":' || (SELECT '[' || coalesce(group_concat('{}'), '') || ']' AS answer 
FROM (SELECT purchase_3.id AS id 
FROM purchase AS purchase_3 
WHERE purchase_3.customer_id = customer_2.id AND purchase_3.environment = ? AND purchase_3.is_gift = 1 ORDER BY purchase_3.id ASC
 LIMIT 1000 OFFSET 0) AS purchase_4) || '}' || char(3) || '},"worries":' || char(2) || '2:{"id":' || json_quote(customer_2.id) || ',"notes":' || json_quote(customer_2.notes) || ',"purchases":' || (SELECT '[' || coalesce(group_concat('{"number":' || json_quote(purchase_6.number) || ',"placed_at":' || json_quote(purchase_6.placed_at) || ',"items":' || (SELECT '[' || coalesce(group_concat('{"sku":' || json_quote(item_2.sku) || ',"customer_id":' || json_quote(item_2.customer_id) || '}'), '') || ']' AS answer 
FROM (SELECT item_1.sku AS sku, item_1.customer_id AS customer_id 
FROM item AS item_1 
WHERE item_1.purchase_id = purchase_6.id AND item_1.environment = ? ORDER BY item_1.id ASC
 LIMIT 1000 OFFSET 0) AS item_2) || '}'), '') || ']' AS answer 
FROM (SELECT purchase_5.number AS number, purchase_5.placed_at AS placed_at, purchase_5.id AS id 
FROM purchase AS purchase_5 
WHERE purchase_5.customer_id = customer_2.id AND purchase_5.environment = ? ORDER BY lower(purchase_5.number) DESC, purchase_5.id ASC
 LIMIT 1000 OFFSET 0) AS purchase_6) || '}' || char(3) || '}' AS answer 
FROM customer AS customer_2 
WHERE customer_2.id = purchase_2.customer_id AND customer_2.environment = ?), 'null') || '}}'), '') || ']}' AS answer 
FROM (SELECT purchase_1.customer_id AS customer_id 
FROM purchase AS purchase_1 
WHERE purchase_1.customer_id = customer_1.id AND purchase_1.environment = ? ORDER BY coalesce(purchase_1.placed_at, '0001-01-01T00:00:00.000Z') DESC, purchase_1.id DESC
 LIMIT ? OFFSET 0) AS purchase_2) || '}' AS answer 
FROM customer AS customer_1 
WHERE customer_1.environment = ? AND customer_1.id = coalesce((SELECT customer_3.id 
FROM customer AS customer_3 
WHERE customer_3.id = ?), (SELECT former_customer_1.customer_id 
FROM former_customer AS former_customer_1 
WHERE former_customer_1.id = ?));

SELECT '{"id":' || json_quote(customer_1.id) || ',"circle":{"initials":' || char(2) || '0:{"name":' || json_quote(customer_1.name) || ',"gifts":' || (SELECT '[' || coalesce(group_concat('{}'), '') || ']' AS answer 
FROM (SELECT purchase_1.id AS id 
FROM purchase AS purchase_1 
WHERE purchase_1.customer_id = customer_1.id AND purchase_1.environment = ? AND purchase_1.is_gift = 1 ORDER BY purchase_1.id ASC
 LIMIT 1000 OFFSET 0) AS purchase_2) || '}' || char(3) || '}}' AS answer 
FROM customer AS customer_1 
WHERE customer_1.environment = ? AND customer_1.id = coalesce((SELECT customer_2.id 
FROM customer AS customer_2 
WHERE customer_2.id = ?), (SELECT former_customer_1.customer_id 
FROM former_customer AS former_customer_1 
WHERE former_customer_1.id = ?));

SELECT '[' || coalesce(group_concat(found.answer), '') || ']' AS answer 
FROM (SELECT CASE WHEN (substr(item_1.value, 1, 3) = 'shp') THEN coalesce((SELECT '{"id":' || json_quote(shop_1.id) || '}' AS joined_1 
FROM shop AS shop_1 
WHERE shop_1.id = item_1.value AND shop_1.environment = ?), 'null') WHEN (substr(item_1.value, 1, 3) = 'cus') THEN coalesce((SELECT '{"id":' || json_quote(customer_1.id) || ',"circle":{"initials":' || char(2) || '0:{"name":' || json_quote(customer_1.name) || ',"gifts":' || (SELECT '[' || coalesce(group_concat('{}'), '') || ']' AS answer 
FROM (SELECT purchase_1.id AS id 
FROM purchase AS purchase_1 
WHERE purchase_1.customer_id = customer_1.id AND purchase_1.environment = ? AND purchase_1.is_gift = 1 ORDER BY purchase_1.id ASC
 LIMIT 1000 OFFSET 0) AS purchase_2) || '}' || char(3) || '}}' AS joined_2 
FROM customer AS customer_1 
WHERE customer_1.id = coalesce((SELECT customer_2.id 
FROM customer AS customer_2 
WHERE customer_2.id = item_1.value), (SELECT former_customer_1.customer_id 
FROM former_customer AS former_customer_1 
WHERE former_customer_1.id = item_1.value)) AND customer_1.environment = ?), 'null') ELSE 'null' END AS answer 
FROM json_each(?) AS item_1 ORDER BY item_1."key") AS found;

SELECT '{"circle":{"initials":' || char(2) || '0:{"name":' || json_quote(customer_1.name) || ',"gifts":' || (SELECT '[' || coalesce(group_concat('{}'), '') || ']' AS answer 
FROM (SELECT purchase_1.id AS id 
FROM purchase AS purchase_1 
WHERE purchase_1.customer_id = customer_1.id AND purchase_1.environment = ? AND purchase_1.is_gift = 1 ORDER BY purchase_1.id ASC
 LIMIT 1000 OFFSET 0) AS purchase_2) || '}' || char(3) || '}}' AS answer 
FROM customer AS customer_1 
WHERE customer_1.environment = ? AND customer_1.id = (SELECT max(candidate.id) AS max_1 
FROM (SELECT customer_2.id AS id 
FROM customer AS customer_2 
WHERE customer_2.environment = ? AND customer_2.email_folded = ?
 LIMIT 2 OFFSET 0) AS candidate 
HAVING count(*) = 1);

SELECT '{"totalCount":' || (SELECT count(*) AS count_1 
FROM customer AS customer_4 
WHERE customer_4.environment = ?) || ',"pageInfo":{"hasNextPage":' || CASE WHEN (count(*) > ?) THEN 'true' ELSE 'false' END || '},"edges":[' || coalesce(group_concat(CASE WHEN (customer_3.row_place <= ?) THEN '{"cursor":"' || gateway_sealed(?, ?, '["created_at+,id+",' || json_quote(customer_3.sort_1) || ',' || json_quote(customer_3.sort_2) || ']') || '","node":{"circle":{"initials":' || char(2) || '0:{"name":' || json_quote(customer_3.name) || ',"gifts":' || (SELECT '[' || coalesce(group_concat('{}'), '') || ']' AS answer 
FROM (SELECT purchase_1.id AS id 
FROM purchase AS purchase_1 
WHERE purchase_1.customer_id = customer_3.id AND purchase_1.environment = ? AND purchase_1.is_gift = 1 ORDER BY purchase_1.id ASC
 LIMIT 1000 OFFSET 0) AS purchase_2) || '}' || char(3) || '}}}' END), '') || '],"nodes":[' || coalesce(group_concat(CASE WHEN (customer_3.row_place <= ?) THEN '{"circle":{"initials":' || char(2) || '1:{"name":' || json_quote(customer_3.name) || ',"gifts":' || (SELECT '[' || coalesce(group_concat('{}'), '') || ']' AS answer 
FROM (SELECT purchase_3.id AS id 
FROM purchase AS purchase_3 
WHERE purchase_3.customer_id = customer_3.id AND purchase_3.environment = ? AND purchase_3.is_gift = 1 ORDER BY purchase_3.id ASC
 LIMIT 1000 OFFSET 0) AS purchase_4) || '}' || char(3) || '}}' END), '') || ']}' AS answer 
FROM (SELECT customer_2.name AS name, customer_2.id AS id, customer_2.sort_1 AS sort_1, customer_2.sort_2 AS sort_2, row_number() OVER (ORDER BY customer_2.sort_1 ASC, customer_2.sort_2 ASC) AS row_place, count(*) OVER () AS rows_found 
FROM (SELECT customer_1.name AS name, customer_1.id AS id, customer_1.created_at AS sort_1, customer_1.id AS sort_2 
FROM customer AS customer_1 
WHERE customer_1.environment = ? ORDER BY customer_1.created_at ASC, customer_1.id ASC
 LIMIT ? OFFSET 0) AS customer_2 ORDER BY customer_2.sort_1 ASC, customer_2.sort_2 ASC) AS customer_3;

SELECT '{"customer":' || coalesce((SELECT '{"circle":{"initials":' || char(2) || '0:{"name":' || json_quote(customer_1.name) || ',"gifts":' || (SELECT '[' || coalesce(group_concat('{}'), '') || ']' AS answer 
FROM (SELECT purchase_2.id AS id 
FROM purchase AS purchase_2 
WHERE purchase_2.customer_id = customer_1.id AND purchase_2.environment = ? AND purchase_2.is_gift = 1 ORDER BY purchase_2.id ASC
 LIMIT 1000 OFFSET 0) AS purchase_3) || '}' || char(3) || '}}' AS answer 
FROM customer AS customer_1 
WHERE customer_1.id = purchase_1.customer_id AND customer_1.environment = ?), 'null') || ',"lines":' || (SELECT '[' || coalesce(group_concat('{"purchase":' || coalesce((SELECT '{"customer":' || coalesce((SELECT '{"circle":{"initials":' || char(2) || '1:{"name":' || json_quote(customer_2.name) || ',"gifts":' || (SELECT '[' || coalesce(group_concat('{}'), '') || ']' AS answer 
FROM (SELECT purchase_5.id AS id 
FROM purchase AS purchase_5 
WHERE purchase_5.customer_id = customer_2.id AND purchase_5.environment = ? AND purchase_5.is_gift = 1 ORDER BY purchase_5.id ASC
 LIMIT 1000 OFFSET 0) AS purchase_6) || '}' || char(3) || '}}' AS answer 
FROM customer AS customer_2 
WHERE customer_2.id = purchase_4.customer_id AND customer_2.environment = ?), 'null') || '}' AS answer 
FROM purchase AS purchase_4 
WHERE purchase_4.id = item_2.purchase_id AND purchase_4.environment = ?), 'null') || '}'), '') || ']' AS answer 
FROM (SELECT item_1.purchase_id AS purchase_id 
FROM item AS item_1 
WHERE item_1.purchase_id = purchase_1.id AND item_1.environment = ? ORDER BY item_1.position DESC, item_1.id DESC
 LIMIT 250 OFFSET 0) AS item_2) || '}' AS answer 
FROM purchase AS purchase_1 
WHERE purchase_1.environment = ? AND purchase_1.id = ?;

SELECT '{"as":' || char(2) || '0:{"name":' || json_quote(customer_1.name) || ',"greeting":' || json_quote(coalesce(customer_1.name, customer_1.email)) || ',"secret":' || json_quote(customer_1.secret) || ',"steps":' || coalesce(customer_1.steps, 'null') || ',"profile":' || coalesce(customer_1.profile, 'null') || ',"seen_at":' || json_quote(customer_1.seen_at) || ',"is_member":' || CASE WHEN (customer_1.is_member IS NULL) THEN 'null' WHEN customer_1.is_member THEN 'true' ELSE 'false' END || '}' || char(3) || ',"name":' || json_quote(customer_1.name) || ',"profile":' || coalesce(customer_1.profile, 'null') || '}' AS answer 
FROM customer AS customer_1 
WHERE customer_1.environment = ? AND customer_1.id = coalesce((SELECT customer_2.id 
FROM customer AS customer_2 
WHERE customer_2.id = ?), (SELECT former_customer_1.customer_id 
FROM former_customer AS former_customer_1 
WHERE former_customer_1.id = ?));

SELECT '{"circle":{"initials":' || char(2) || '0:{"name":' || json_quote(customer_1.name) || ',"gifts":' || (SELECT '[' || coalesce(group_concat('{}'), '') || ']' AS answer 
FROM (SELECT purchase_1.id AS id 
FROM purchase AS purchase_1 
WHERE purchase_1.customer_id = customer_1.id AND purchase_1.environment = ? AND purchase_1.is_gift = 1 ORDER BY purchase_1.id ASC
 LIMIT 1000 OFFSET 0) AS purchase_2) || '}' || char(3) || '}}' AS answer 
FROM customer AS customer_1 
WHERE customer_1.environment = ? AND customer_1.id = coalesce((SELECT customer_2.id 
FROM customer AS customer_2 
WHERE customer_2.id = ?), (SELECT former_customer_1.customer_id 
FROM former_customer AS former_customer_1 
WHERE former_customer_1.id = ?));
