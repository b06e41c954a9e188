SELECT '{"name":' || json_quote(customer_1.name) || ',"email":' || json_quote(customer_1.email) || ',"phone":' || json_quote(customer_1.phone) || ',"mood":' || json_quote(customer_1.mood) || ',"isMember":' || CASE WHEN (customer_1.is_member IS NULL) THEN 'null' WHEN customer_1.is_member THEN 'true' ELSE 'false' END || ',"birthdate":' || json_quote(customer_1.birthdate) || ',"seenAt":' || json_quote(customer_1.seen_at) || ',"visits":' || coalesce(customer_1.visits, 'null') || ',"steps":' || coalesce(customer_1.steps, 'null') || ',"height":' || json_quote(customer_1.height) || ',"profile":' || coalesce(customer_1.profile, 'null') || ',"oldName":' || json_quote(customer_1.old_name) || ',"greeting":' || json_quote(coalesce(customer_1.name, customer_1.email)) || ',"hasSecret":' || CASE WHEN (customer_1.secret IS NOT NULL) THEN 'true' ELSE 'false' END || ',"settings":{"colour":' || json_quote(customer_1.settings__colour) || ',"isLoud":' || CASE WHEN (customer_1.settings__is_loud IS NULL) THEN 'null' WHEN customer_1.settings__is_loud THEN 'true' ELSE 'false' END || '},"home":' || CASE WHEN (customer_1.home__city IS NULL) THEN 'null' ELSE '{"city":' || json_quote(customer_1.home__city) || '}' END || ',"labels":' || (SELECT '[' || coalesce(group_concat(json_quote(customer_label_2.value)), '') || ']' AS answer 
FROM (SELECT customer_label_1.word AS value 
FROM customer_label AS customer_label_1 
WHERE customer_label_1.customer_id = customer_1.id ORDER BY customer_label_1.position) AS customer_label_2) || ',"shop":' || coalesce((SELECT '{"name":' || json_quote(shop_1.name) || '}' AS answer 
FROM shop AS shop_1 
WHERE shop_1.id = customer_1.shop_id AND shop_1.environment = ?), 'null') || ',"gift":' || coalesce((SELECT '{"number":' || json_quote(purchase_1.number) || '}' AS answer 
FROM purchase AS purchase_1 
WHERE purchase_1.customer_id = customer_1.id AND purchase_1.environment = ? AND purchase_1.is_gift = 1
 LIMIT 1 OFFSET 0), 'null') || ',"purchases":' || (SELECT '{"nodes":[' || coalesce(group_concat('{"number":' || json_quote(purchase_3.number) || '}'), '') || '],"totalCount":' || (SELECT count(*) AS count_1 
FROM purchase AS purchase_4 
WHERE purchase_4.customer_id = customer_1.id AND purchase_4.environment = ?) || '}' AS answer 
FROM (SELECT purchase_2.number AS number 
FROM purchase AS purchase_2 
WHERE purchase_2.customer_id = customer_1.id AND purchase_2.environment = ? ORDER BY coalesce(purchase_2.placed_at, '0001-01-01T00:00:00.000Z') DESC, purchase_2.id DESC
 LIMIT ? OFFSET 0) AS purchase_3) || '}' AS answer 
FROM customer AS customer_1 
WHERE customer_1.environment = ? AND customer_1.id = coalesce((SELECT customer_2.id 
FROM customer AS customer_2 
WHERE customer_2.id = ?), (SELECT former_customer_1.customer_id 
FROM former_customer AS former_customer_1 
WHERE former_customer_1.id = ?));
