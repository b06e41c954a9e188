SELECT '{"totalCount":' || (SELECT count(*) AS count_1 
FROM shop AS shop_2 
WHERE shop_2.environment = ?) || '}' AS answer;

SELECT '{"role":' || coalesce(?, 'null') || '}' AS answer;

SELECT '{"nodes":[' || coalesce(group_concat('{"name":' || json_quote(customer_2.name) || '}'), '') || ']}' AS answer 
FROM (SELECT customer_1.name AS name 
FROM customer AS customer_1 
WHERE customer_1.environment = ? AND customer_1.kind = ? ORDER BY customer_1.created_at DESC, customer_1.id DESC
 LIMIT ? OFFSET 0) AS customer_2;

SELECT '{"nodes":[' || coalesce(group_concat('{"number":' || json_quote(purchase_2.number) || '}'), '') || ']}' AS answer 
FROM (SELECT purchase_1.number AS number 
FROM purchase AS purchase_1 
WHERE purchase_1.environment = ? ORDER BY purchase_1.created_at DESC, purchase_1.id DESC
 LIMIT ? OFFSET 0) AS purchase_2;
