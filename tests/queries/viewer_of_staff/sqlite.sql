SELECT '{"role":' || coalesce(?, 'null') || ',"environment":' || coalesce(?, 'null') || ',"ownerId":' || coalesce(?, 'null') || ',"applicationId":' || coalesce(?, 'null') || ',"customClaim":' || coalesce(?, 'null') || ',"customer":' || coalesce((SELECT '{"name":' || json_quote(customer_1.name) || '}' AS answer 
FROM customer AS customer_1 
WHERE customer_1.environment = ? AND customer_1.id = coalesce((SELECT customer_2.id 
FROM customer AS customer_2 
WHERE customer_2.id = ?), (SELECT former_customer_1.customer_id 
FROM former_customer AS former_customer_1 
WHERE former_customer_1.id = ?))), 'null') || '}' AS answer;
