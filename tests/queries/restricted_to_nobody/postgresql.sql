SELECT '{"role":' || coalesce($1::VARCHAR, 'null') || ',"environment":' || coalesce($2::VARCHAR, 'null') || ',"ownerId":' || coalesce($3::VARCHAR, 'null') || ',"customer":' || coalesce((SELECT '{"id":' || CAST(to_json(customer_1.id) AS TEXT) || ',"name":' || coalesce(CAST(to_json(customer_1.name) AS TEXT), 'null') || ',"purchases":{"totalCount":' || CAST((SELECT count(*) AS count_1 
FROM purchase AS purchase_2 
WHERE false) AS TEXT) || '}}' AS answer 
FROM customer AS customer_1 
WHERE false), 'null') || '}' AS answer;
