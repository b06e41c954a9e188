SELECT '{"id":' || json_quote(customer_1.id) || ',"name":' || json_quote(customer_1.name) || '}' AS answer 
FROM customer AS customer_1 
WHERE customer_1.environment = ? AND customer_1.id = ?;
