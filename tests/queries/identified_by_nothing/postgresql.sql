SELECT '{"name":' || coalesce(CAST(to_json(customer_1.name) AS TEXT), 'null') || '}' AS answer 
FROM customer AS customer_1 
WHERE customer_1.environment = $1::VARCHAR COLLATE "C" AND customer_1.id = (SELECT max(candidate.id) AS max_1 
FROM (SELECT customer_2.id AS id 
FROM customer AS customer_2 
WHERE customer_2.environment = $1::VARCHAR COLLATE "C" AND customer_2.email_folded = $2::VARCHAR COLLATE "C" 
 LIMIT 2 OFFSET 0) AS candidate 
HAVING count(*) = 1);

SELECT '{"name":' || coalesce(CAST(to_json(customer_1.name) AS TEXT), 'null') || '}' AS answer 
FROM customer AS customer_1 
WHERE customer_1.environment = $1::VARCHAR COLLATE "C" AND customer_1.id = (SELECT max(candidate.id) AS max_1 
FROM (SELECT customer_2.id AS id 
FROM customer AS customer_2 
WHERE customer_2.environment = $1::VARCHAR COLLATE "C" AND customer_2.email_folded = $2::VARCHAR COLLATE "C" 
 LIMIT 2 OFFSET 0) AS candidate 
HAVING count(*) = 1);

SELECT '{"name":' || coalesce(CAST(to_json(customer_1.name) AS TEXT), 'null') || '}' AS answer 
FROM customer AS customer_1 
WHERE customer_1.environment = $1::VARCHAR COLLATE "C" AND customer_1.id = (SELECT max(candidate.id) AS max_1 
FROM (SELECT customer_2.id AS id 
FROM customer AS customer_2 
WHERE customer_2.environment = $1::VARCHAR COLLATE "C" AND customer_2.email_folded = $2::VARCHAR COLLATE "C" 
 LIMIT 2 OFFSET 0) AS candidate 
HAVING count(*) = 1);
