SELECT '{"nodes":[' || coalesce(group_concat('{"greeting":' || json_quote(customer_2.greeting) || ',"purchases":' || (SELECT '{"nodes":[' || coalesce(group_concat('{"number":' || json_quote(purchase_2.number) || '}'), '') || ']}' AS answer 
FROM (SELECT purchase_1.number AS number 
FROM purchase AS purchase_1 
WHERE purchase_1.customer_id = customer_2.id AND purchase_1.environment = ? ORDER BY purchase_1.total ASC, purchase_1.id ASC
 LIMIT ? OFFSET 0) AS purchase_2) || '}'), '') || ']}' AS answer 
FROM (SELECT coalesce(customer_1.name, customer_1.email) AS greeting, customer_1.id AS id 
FROM customer AS customer_1 
WHERE customer_1.environment = ? ORDER BY lower(coalesce(coalesce(customer_1.name, customer_1.email), '')) DESC, customer_1.id DESC
 LIMIT ? OFFSET 0) AS customer_2;
