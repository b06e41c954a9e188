SELECT '{"pageInfo":{"hasPreviousPage":' || CASE WHEN (EXISTS (SELECT 1 
FROM customer AS customer_2 
WHERE customer_2.environment = $1::VARCHAR COLLATE "C" AND (lower(coalesce(customer_2.name, '')), customer_2.id) <= ($2::VARCHAR COLLATE "C", $3::VARCHAR COLLATE "C"))) THEN 'true' ELSE 'false' END || '}}' AS answer 
WHERE $4::INTEGER >= 0 AND $2::VARCHAR COLLATE "C" IS NOT NULL AND $3::VARCHAR COLLATE "C" IS NOT NULL;

SELECT '{"pageInfo":{"hasPreviousPage":' || CASE WHEN false THEN 'true' ELSE 'false' END || '}}' AS answer;

SELECT '{"pageInfo":{"hasNextPage":' || CASE WHEN (count(*) > $1::INTEGER) THEN 'true' ELSE 'false' END || '}}' AS answer 
FROM (SELECT customer_2.sort_1 AS sort_1, customer_2.sort_2 AS sort_2, row_number() OVER (ORDER BY customer_2.sort_1 DESC, customer_2.sort_2 DESC) AS row_place, count(*) OVER () AS rows_found 
FROM (SELECT customer_1.created_at AS sort_1, customer_1.id AS sort_2 
FROM customer AS customer_1 
WHERE customer_1.environment = $2::VARCHAR COLLATE "C" ORDER BY customer_1.created_at DESC, customer_1.id DESC 
 LIMIT $3::INTEGER OFFSET 0) AS customer_2 ORDER BY customer_2.sort_1 DESC, customer_2.sort_2 DESC) AS customer_3;
