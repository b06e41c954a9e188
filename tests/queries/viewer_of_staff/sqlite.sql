SELECT '{"role":' || coalesce(?, 'null') || ',"environment":' || coalesce(?, 'null') || ',"ownerId":' || coalesce(?, 'null') || ',"applicationId":' || coalesce(?, 'null') || ',"customClaim":' || coalesce(?, 'null') || ',"customer":' || coalesce((SELECT '{"name":' || json_quote(customer_1.name) || '}' AS answer 
FROM customer AS customer_1 
WHERE customer_1.environment = ? AND customer_1.id = ?), 'null') || '}' AS answer;
