SELECT '{"name":' || json_quote(customer_1.name) || ',"profile":' || coalesce(customer_1.profile, 'null') || ',"greeting":' || json_quote(coalesce(customer_1.name, customer_1.email)) || '}' AS answer 
FROM customer AS customer_1 
WHERE customer_1.environment = ? AND customer_1.id = coalesce((SELECT customer_2.id 
FROM customer AS customer_2 
WHERE customer_2.id = ?), (SELECT former_customer_1.customer_id 
FROM former_customer AS former_customer_1 
WHERE former_customer_1.id = ?));

SELECT '{"labels":' || (SELECT '[' || coalesce(group_concat(json_quote(customer_label_2.value)), '') || ']' AS answer 
FROM (SELECT customer_label_1.word AS value 
FROM customer_label AS customer_label_1 
WHERE customer_label_1.customer_id = customer_1.id ORDER BY customer_label_1.position) AS customer_label_2) || '}' AS answer 
FROM customer AS customer_1 
WHERE customer_1.environment = ? AND customer_1.id = coalesce((SELECT customer_2.id 
FROM customer AS customer_2 
WHERE customer_2.id = ?), (SELECT former_customer_1.customer_id 
FROM former_customer AS former_customer_1 
WHERE former_customer_1.id = ?));
