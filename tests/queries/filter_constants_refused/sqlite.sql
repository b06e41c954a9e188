SELECT '{"totalCount":' || (SELECT count(*) AS count_1 
FROM customer AS customer_3 
WHERE customer_3.environment = ? AND customer_3.id = coalesce((SELECT customer_4.id 
FROM customer AS customer_4 
WHERE customer_4.id = ?), (SELECT former_customer_2.customer_id 
FROM former_customer AS former_customer_2 
WHERE former_customer_2.id = ?))) || '}' AS answer;
