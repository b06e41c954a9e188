SELECT '{"totalCount":' || (SELECT count(*) AS count_1 
FROM customer AS customer_3 
WHERE 0 = 1) || ',"nodes":[' || coalesce(group_concat('{"name":' || json_quote(customer_2.name) || '}'), '') || ']}' AS answer 
FROM (SELECT customer_1.name AS name 
FROM customer AS customer_1 
WHERE 0 = 1 ORDER BY customer_1.created_at DESC, customer_1.id DESC
 LIMIT ? OFFSET 0) AS customer_2;

SELECT '{"totalCount":' || (SELECT count(*) AS count_1 
FROM shop AS shop_2 
WHERE shop_2.environment = ?) || '}' AS answer;
