SELECT '{"name":' || json_quote(customer_1.name) || '}' AS answer 
FROM customer AS customer_1 
WHERE customer_1.environment = ? AND customer_1.id = (SELECT max(candidate.id) AS max_1 
FROM (SELECT customer_2.id AS id 
FROM customer AS customer_2 
WHERE customer_2.environment = ? AND customer_2.id = coalesce((SELECT customer_3.id 
FROM customer AS customer_3 
WHERE customer_3.id = ?), (SELECT former_customer_1.customer_id 
FROM former_customer AS former_customer_1 
WHERE former_customer_1.id = ?))
 LIMIT 2 OFFSET 0) AS candidate 
HAVING count(*) = 1);

SELECT '{"name":' || json_quote(customer_1.name) || '}' AS answer 
FROM customer AS customer_1 
WHERE customer_1.environment = ? AND customer_1.id = (SELECT max(candidate.id) AS max_1 
FROM (SELECT customer_2.id AS id 
FROM customer AS customer_2 
WHERE customer_2.environment = ? AND customer_2.email_folded = ?
 LIMIT 2 OFFSET 0) AS candidate 
HAVING count(*) = 1);

SELECT '{"name":' || json_quote(customer_1.name) || '}' AS answer 
FROM customer AS customer_1 
WHERE customer_1.environment = ? AND customer_1.id = (SELECT max(candidate.id) AS max_1 
FROM (SELECT customer_2.id AS id 
FROM customer AS customer_2 
WHERE customer_2.environment = ? AND customer_2.id IN (SELECT purchase_1.customer_id 
FROM purchase AS purchase_1 
WHERE purchase_1.environment = ? AND lower(purchase_1.number) = ? AND likely(purchase_1.number = ?) AND lower(purchase_1.currency) = ? AND likely(purchase_1.currency = ?))
 LIMIT 2 OFFSET 0) AS candidate 
HAVING count(*) = 1);

SELECT '{"name":' || json_quote(customer_1.name) || '}' AS answer 
FROM customer AS customer_1 
WHERE customer_1.environment = ? AND customer_1.id = (SELECT max(candidate.id) AS max_1 
FROM (SELECT customer_2.id AS id 
FROM customer AS customer_2 
WHERE customer_2.environment = ? AND lower(coalesce(customer_2.home__city, '')) = ? AND likely(customer_2.home__city = ?) AND likely(customer_2.home__city IS NOT NULL)
 LIMIT 2 OFFSET 0) AS candidate 
HAVING count(*) = 1);
