SELECT '{"role":' || coalesce(?, 'null') || ',"environment":' || coalesce(?, 'null') || ',"ownerId":' || coalesce(?, 'null') || ',"customer":' || coalesce((SELECT '{"id":' || json_quote(customer_1.id) || ',"name":' || json_quote(customer_1.name) || ',"purchases":{"totalCount":' || (SELECT count(*) AS count_1 
FROM purchase AS purchase_2 
WHERE 0 = 1) || '}}' AS answer 
FROM customer AS customer_1 
WHERE 0 = 1), 'null') || '}' AS answer;
