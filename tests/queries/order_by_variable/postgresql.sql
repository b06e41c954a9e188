SELECT '{"nodes":[' || coalesce(string_agg('{"greeting":' || coalesce(CAST(to_json(customer_2.greeting) AS TEXT), 'null') || ',"purchases":' || (SELECT '{"nodes":[' || coalesce(string_agg('{"number":' || CAST(to_json(purchase_2.number) AS TEXT) || '}', ','), '') || ']}' AS answer 
FROM (SELECT purchase_1.number AS number 
FROM purchase AS purchase_1 
WHERE purchase_1.customer_id = customer_2.id AND purchase_1.environment = $1::VARCHAR COLLATE "C" ORDER BY purchase_1.total ASC, purchase_1.id ASC 
 LIMIT $2::INTEGER OFFSET 0) AS purchase_2) || '}', ','), '') || ']}' AS answer 
FROM (SELECT coalesce(customer_1.name, customer_1.email) AS greeting, customer_1.id AS id 
FROM customer AS customer_1 
WHERE customer_1.environment = $1::VARCHAR COLLATE "C" ORDER BY lower(coalesce(coalesce(customer_1.name, customer_1.email), '')) DESC, customer_1.id DESC 
 LIMIT $3::INTEGER OFFSET 0) AS customer_2;
