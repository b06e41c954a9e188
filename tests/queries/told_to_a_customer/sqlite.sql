SELECT '{"nodes":[' || coalesce(group_concat('{"name":' || json_quote(customer_3.name) || ',"circle":{"initials":' || char(2) || '0:{"name":' || json_quote(customer_3.name) || ',"gifts":' || (SELECT '[' || coalesce(group_concat('{}'), '') || ']' AS answer 
FROM (SELECT purchase_1.id AS id 
FROM purchase AS purchase_1 
WHERE purchase_1.customer_id = customer_3.id AND purchase_1.environment = ? AND purchase_1.customer_id = coalesce((SELECT customer_4.id 
FROM customer AS customer_4 
WHERE customer_4.id = ?), (SELECT former_customer_2.customer_id 
FROM former_customer AS former_customer_2 
WHERE former_customer_2.id = ?)) AND purchase_1.is_gift = 1 ORDER BY purchase_1.id ASC
 LIMIT 1000 OFFSET 0) AS purchase_2) || '}' || char(3) || ',"bought":{"totalCount":' || (SELECT count(*) AS count_1 
FROM purchase AS purchase_4 
WHERE purchase_4.customer_id = customer_3.id AND purchase_4.environment = ? AND purchase_4.customer_id = coalesce((SELECT customer_6.id 
FROM customer AS customer_6 
WHERE customer_6.id = ?), (SELECT former_customer_4.customer_id 
FROM former_customer AS former_customer_4 
WHERE former_customer_4.id = ?))) || '}}}'), '') || ']}' AS answer 
FROM (SELECT customer_1.name AS name, customer_1.id AS id 
FROM customer AS customer_1 
WHERE customer_1.environment = ? AND customer_1.id = coalesce((SELECT customer_2.id 
FROM customer AS customer_2 
WHERE customer_2.id = ?), (SELECT former_customer_1.customer_id 
FROM former_customer AS former_customer_1 
WHERE former_customer_1.id = ?)) ORDER BY customer_1.created_at DESC, customer_1.id DESC
 LIMIT ? OFFSET 0) AS customer_3;
