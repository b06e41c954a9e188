SELECT '{"totalCount":' || (SELECT count(*) AS count_1 
FROM customer AS customer_2 
WHERE customer_2.environment = ? AND customer_2.is_member = ? AND likely(customer_2.is_member IS NOT NULL)) || '}' AS answer;
