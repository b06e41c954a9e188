SELECT '{"id":' || CAST(to_json(customer_1.id) AS TEXT) || ',"environment":' || CAST(to_json(customer_1.environment) AS TEXT) || ',"version":' || CAST(customer_1.version AS TEXT) || ',"createdAt":' || to_char(timezone('UTC', customer_1.created_at), '"\""YYYY-MM-DD"T"HH24:MI:SS.MS"Z\""') || ',"updatedAt":' || to_char(timezone('UTC', customer_1.updated_at), '"\""YYYY-MM-DD"T"HH24:MI:SS.MS"Z\""') || ',"name":' || coalesce(CAST(to_json(customer_1.name) AS TEXT), 'null') || ',"email":' || coalesce(CAST(to_json(customer_1.email) AS TEXT), 'null') || ',"phone":' || coalesce(CAST(to_json(customer_1.phone) AS TEXT), 'null') || ',"kind":' || CAST(to_json(customer_1.kind) AS TEXT) || ',"mood":' || coalesce(CAST(to_json(customer_1.mood) AS TEXT), 'null') || ',"isMember":' || coalesce(CAST(customer_1.is_member AS TEXT), 'null') || ',"birthdate":' || coalesce(to_char(customer_1.birthdate, '"\""YYYY-MM-DD"\""'), 'null') || ',"seenAt":' || coalesce(to_char(timezone('UTC', customer_1.seen_at), '"\""YYYY-MM-DD"T"HH24:MI:SS.MS"Z\""'), 'null') || ',"visits":' || coalesce(CAST(customer_1.visits AS TEXT), 'null') || ',"steps":' || coalesce(CAST(customer_1.steps AS TEXT), 'null') || ',"height":' || coalesce(CAST(to_json(customer_1.height) AS TEXT), 'null') || ',"profile":' || coalesce(CAST(customer_1.profile AS TEXT), 'null') || ',"notes":' || coalesce(CAST(to_json(customer_1.notes) AS TEXT), 'null') || ',"oldName":' || coalesce(CAST(to_json(customer_1.old_name) AS TEXT), 'null') || ',"greeting":' || coalesce(CAST(to_json(coalesce(customer_1.name, customer_1.email)) AS TEXT), 'null') || ',"sortOf":' || CAST(to_json(CAST('customer' AS TEXT)) AS TEXT) || ',"hasSecret":' || CAST(customer_1.secret IS NOT NULL AS TEXT) || ',"shopId":' || coalesce(CAST(to_json(customer_1.shop_id) AS TEXT), 'null') || '}' AS answer 
FROM customer AS customer_1 
WHERE customer_1.environment = $1::VARCHAR COLLATE "C" AND customer_1.id = coalesce((SELECT customer_2.id 
FROM customer AS customer_2 
WHERE customer_2.id = $2::VARCHAR COLLATE "C"), (SELECT former_customer_1.customer_id 
FROM former_customer AS former_customer_1 
WHERE former_customer_1.id = $2::VARCHAR COLLATE "C"));

SELECT '{"countryCode":' || coalesce(CAST(to_json(shop_1.country_code) AS TEXT), 'null') || ',"currency":' || CAST(to_json(shop_1.currency) AS TEXT) || ',"timezone":' || coalesce(CAST(to_json(shop_1.timezone) AS TEXT), 'null') || ',"website":' || coalesce(CAST(to_json(shop_1.website) AS TEXT), 'null') || ',"openedOn":' || coalesce(to_char(shop_1.opened_on, '"\""YYYY-MM-DD"\""'), 'null') || ',"isOpen":' || CAST(shop_1.is_open AS TEXT) || ',"rating":' || coalesce(CAST(to_json(shop_1.rating) AS TEXT), 'null') || '}' AS answer 
FROM shop AS shop_1 
WHERE shop_1.environment = $1::VARCHAR COLLATE "C" AND shop_1.id = $2::VARCHAR COLLATE "C";

SELECT '{"isOpen":' || CAST(shop_1.is_open AS TEXT) || '}' AS answer 
FROM shop AS shop_1 
WHERE shop_1.environment = $1::VARCHAR COLLATE "C" AND shop_1.id = $2::VARCHAR COLLATE "C";
