SELECT '{"totalCount":' || CAST((SELECT count(*) AS count_1 
FROM customer AS customer_2 
WHERE customer_2.environment = $1::VARCHAR COLLATE "C" AND customer_2.is_member = $2::BOOLEAN AND customer_2.is_member IS NOT NULL) AS TEXT) || '}' AS answer;
