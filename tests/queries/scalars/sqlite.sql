SELECT '{"id":' || json_quote(customer_1.id) || ',"environment":' || json_quote(customer_1.environment) || ',"version":' || customer_1.version || ',"createdAt":' || json_quote(customer_1.created_at) || ',"updatedAt":' || json_quote(customer_1.updated_at) || ',"name":' || json_quote(customer_1.name) || ',"email":' || json_quote(customer_1.email) || ',"phone":' || json_quote(customer_1.phone) || ',"kind":' || json_quote(customer_1.kind) || ',"mood":' || json_quote(customer_1.mood) || ',"isMember":' || CASE WHEN (customer_1.is_member IS NULL) THEN 'null' WHEN customer_1.is_member THEN 'true' ELSE 'false' END || ',"birthdate":' || json_quote(customer_1.birthdate) || ',"seenAt":' || json_quote(customer_1.seen_at) || ',"visits":' || coalesce(customer_1.visits, 'null') || ',"steps":' || coalesce(customer_1.steps, 'null') || ',"height":' || json_quote(customer_1.height) || ',"profile":' || coalesce(customer_1.profile, 'null') || ',"notes":' || json_quote(customer_1.notes) || ',"oldName":' || json_quote(customer_1.old_name) || ',"greeting":' || json_quote(coalesce(customer_1.name, customer_1.email)) || ',"sortOf":' || json_quote('customer') || ',"hasSecret":' || CASE WHEN (customer_1.secret IS NOT NULL) THEN 'true' ELSE 'false' END || ',"shopId":' || json_quote(customer_1.shop_id) || '}' AS answer 
FROM customer AS customer_1 
WHERE customer_1.environment = ? AND customer_1.id = coalesce((SELECT customer_2.id 
FROM customer AS customer_2 
WHERE customer_2.id = ?), (SELECT former_customer_1.customer_id 
FROM former_customer AS former_customer_1 
WHERE former_customer_1.id = ?));

SELECT '{"countryCode":' || json_quote(shop_1.country_code) || ',"currency":' || json_quote(shop_1.currency) || ',"timezone":' || json_quote(shop_1.timezone) || ',"website":' || json_quote(shop_1.website) || ',"openedOn":' || json_quote(shop_1.opened_on) || ',"isOpen":' || CASE WHEN shop_1.is_open THEN 'true' ELSE 'false' END || ',"rating":' || json_quote(shop_1.rating) || '}' AS answer 
FROM shop AS shop_1 
WHERE shop_1.environment = ? AND shop_1.id = ?;

SELECT '{"isOpen":' || CASE WHEN shop_1.is_open THEN 'true' ELSE 'false' END || '}' AS answer 
FROM shop AS shop_1 
WHERE shop_1.environment = ? AND shop_1.id = ?;
