SELECT '{"pageInfo":{"hasPreviousPage":' || CASE WHEN (EXISTS (SELECT 1 
FROM customer AS customer_2 
WHERE customer_2.environment = ? AND (lower(coalesce(customer_2.name, '')), customer_2.id) <= (?, ?))) THEN 'true' ELSE 'false' END || '}}' AS answer 
WHERE ? >= 0 AND ? IS NOT NULL AND ? IS NOT NULL;

SELECT '{"pageInfo":{"hasPreviousPage":' || CASE WHEN 0 THEN 'true' ELSE 'false' END || '}}' AS answer;

SELECT '{"pageInfo":{"hasNextPage":' || CASE WHEN (count(*) > ?) THEN 'true' ELSE 'false' END || '}}' AS answer 
FROM (SELECT customer_2.sort_1 AS sort_1, customer_2.sort_2 AS sort_2, row_number() OVER (ORDER BY customer_2.sort_1 DESC, customer_2.sort_2 DESC) AS row_place, count(*) OVER () AS rows_found 
FROM (SELECT customer_1.created_at AS sort_1, customer_1.id AS sort_2 
FROM customer AS customer_1 
WHERE customer_1.environment = ? ORDER BY customer_1.created_at DESC, customer_1.id DESC
 LIMIT ? OFFSET 0) AS customer_2 ORDER BY customer_2.sort_1 DESC, customer_2.sort_2 DESC) AS customer_3;
