SELECT '{"__typename":"Customer","id":' || json_quote(customer_1.id) || ',"name":' || json_quote(customer_1.name) || ',"home":' || CASE WHEN (customer_1.home__city IS NULL) THEN 'null' ELSE '{"city":' || json_quote(customer_1.home__city) || ',"door":' || CASE WHEN (customer_1.home__door__number IS NULL) THEN 'null' ELSE '{"number":' || json_quote(customer_1.home__door__number) || '}' END || '}' END || ',"visits":' || json_quote(customer_1.visits) || ',"kind":' || json_quote(customer_1.kind) || '}' AS answer 
FROM customer AS customer_1 
WHERE customer_1.environment = ? AND customer_1.id = ?;
