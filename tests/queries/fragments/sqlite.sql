SELECT '{"__typename":"Customer","id":' || json_quote(customer_1.id) || ',"name":' || json_quote(customer_1.name) || ',"home":' || CASE WHEN (customer_1.home__city IS NULL) THEN 'null' ELSE '{"city":' || json_quote(customer_1.home__city) || ',"door":' || CASE WHEN (customer_1.home__door__number IS NULL) THEN 'null' ELSE '{"number":' || coalesce(customer_1.home__door__number, 'null') || '}' END || '}' END || ',"visits":' || coalesce(customer_1.visits, 'null') || ',"kind":' || json_quote(customer_1.kind) || '}' AS answer 
FROM customer AS customer_1 
WHERE customer_1.environment = ? AND customer_1.id = coalesce((SELECT customer_2.id 
FROM customer AS customer_2 
WHERE customer_2.id = ?), (SELECT former_customer_1.customer_id 
FROM former_customer AS former_customer_1 
WHERE former_customer_1.id = ?));
