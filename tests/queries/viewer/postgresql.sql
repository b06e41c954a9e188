SELECT '{"role":' || coalesce($1::VARCHAR, 'null') || ',"environment":' || coalesce($2::VARCHAR, 'null') || ',"ownerId":' || coalesce($3::VARCHAR, 'null') || ',"applicationId":' || coalesce($4::VARCHAR, 'null') || ',"customClaim":' || coalesce($5::VARCHAR, 'null') || ',"customer":' || coalesce((SELECT '{"name":' || coalesce(CAST(to_json(customer_1.name) AS TEXT), 'null') || '}' AS answer 
FROM customer AS customer_1 
WHERE customer_1.environment = $6::VARCHAR COLLATE "C" AND customer_1.id = coalesce((SELECT customer_2.id 
FROM customer AS customer_2 
WHERE customer_2.id = $7::VARCHAR COLLATE "C"), (SELECT former_customer_1.customer_id 
FROM former_customer AS former_customer_1 
WHERE former_customer_1.id = $7::VARCHAR COLLATE "C")) AND customer_1.id = coalesce((SELECT customer_3.id 
FROM customer AS customer_3 
WHERE customer_3.id = $8::VARCHAR COLLATE "C"), (SELECT former_customer_2.customer_id 
FROM former_customer AS former_customer_2 
WHERE former_customer_2.id = $8::VARCHAR COLLATE "C"))), 'null') || '}' AS answer;
