SELECT '{"name":' || coalesce(CAST(to_json(customer_1.name) AS TEXT), 'null') || ',"email":' || coalesce(CAST(to_json(customer_1.email) AS TEXT), 'null') || ',"phone":' || coalesce(CAST(to_json(customer_1.phone) AS TEXT), 'null') || ',"mood":' || coalesce(CAST(to_json(customer_1.mood) AS TEXT), 'null') || ',"isMember":' || coalesce(CAST(customer_1.is_member AS TEXT), 'null') || ',"birthdate":' || coalesce(to_char(customer_1.birthdate, '"\""YYYY-MM-DD"\""'), 'null') || ',"seenAt":' || coalesce(to_char(timezone('UTC', customer_1.seen_at), '"\""YYYY-MM-DD"T"HH24:MI:SS.MS"Z\""'), 'null') || ',"visits":' || coalesce(CAST(customer_1.visits AS TEXT), 'null') || ',"steps":' || coalesce(CAST(customer_1.steps AS TEXT), 'null') || ',"height":' || coalesce(CAST(to_json(customer_1.height) AS TEXT), 'null') || ',"profile":' || coalesce(CAST(customer_1.profile AS TEXT), 'null') || ',"oldName":' || coalesce(CAST(to_json(customer_1.old_name) AS TEXT), 'null') || ',"greeting":' || coalesce(CAST(to_json(coalesce(customer_1.name, customer_1.email)) AS TEXT), 'null') || ',"hasSecret":' || CAST(customer_1.secret IS NOT NULL AS TEXT) || ',"settings":{"colour":' || coalesce(CAST(to_json(customer_1.settings__colour) AS TEXT), 'null') || ',"isLoud":' || coalesce(CAST(customer_1.settings__is_loud AS TEXT), 'null') || '},"home":' || CASE WHEN (customer_1.home__city IS NULL) THEN 'null' ELSE '{"city":' || coalesce(CAST(to_json(customer_1.home__city) AS TEXT), 'null') || '}' END || ',"labels":' || (SELECT '[' || coalesce(string_agg(CAST(to_json(customer_label_2.value) AS TEXT), ','), '') || ']' AS answer 
FROM (SELECT customer_label_1.word AS value 
FROM customer_label AS customer_label_1 
WHERE customer_label_1.customer_id = customer_1.id ORDER BY customer_label_1.position) AS customer_label_2) || ',"shop":' || coalesce((SELECT '{"name":' || CAST(to_json(shop_1.name) AS TEXT) || '}' AS answer 
FROM shop AS shop_1 
WHERE shop_1.id = customer_1.shop_id AND shop_1.environment = $1::VARCHAR COLLATE "C"), 'null') || ',"gift":' || coalesce((SELECT '{"number":' || CAST(to_json(purchase_1.number) AS TEXT) || '}' AS answer 
FROM purchase AS purchase_1 
WHERE purchase_1.customer_id = customer_1.id AND purchase_1.environment = $1::VARCHAR COLLATE "C" AND purchase_1.is_gift = true 
 LIMIT 1 OFFSET 0), 'null') || ',"purchases":' || (SELECT '{"nodes":[' || coalesce(string_agg('{"number":' || CAST(to_json(purchase_3.number) AS TEXT) || '}', ','), '') || '],"totalCount":' || CAST((SELECT count(*) AS count_1 
FROM purchase AS purchase_4 
WHERE purchase_4.customer_id = customer_1.id AND purchase_4.environment = $1::VARCHAR COLLATE "C") AS TEXT) || '}' AS answer 
FROM (SELECT purchase_2.number AS number 
FROM purchase AS purchase_2 
WHERE purchase_2.customer_id = customer_1.id AND purchase_2.environment = $1::VARCHAR COLLATE "C" ORDER BY coalesce(purchase_2.placed_at, TIMESTAMP WITH TIME ZONE '0001-01-01 00:00:00+00') DESC, purchase_2.id DESC 
 LIMIT $2::INTEGER OFFSET 0) AS purchase_3) || '}' AS answer 
FROM customer AS customer_1 
WHERE customer_1.environment = $1::VARCHAR COLLATE "C" AND customer_1.id = coalesce((SELECT customer_2.id 
FROM customer AS customer_2 
WHERE customer_2.id = $3::VARCHAR COLLATE "C"), (SELECT former_customer_1.customer_id 
FROM former_customer AS former_customer_1 
WHERE former_customer_1.id = $3::VARCHAR COLLATE "C"));
