SELECT '{"totalCount":' || (SELECT count(*) AS count_1 
FROM customer AS customer_2 
WHERE 0 = 1) || '}' AS answer;

SELECT '{"totalCount":' || (SELECT count(*) AS count_1 
FROM shop AS shop_3 
WHERE 0 = 1) || ',"nodes":[' || coalesce(group_concat('{"name":' || json_quote(shop_2.name) || '}'), '') || ']}' AS answer 
FROM (SELECT shop_1.name AS name 
FROM shop AS shop_1 
WHERE 0 = 1 ORDER BY lower(shop_1.name) ASC, shop_1.id ASC
 LIMIT ? OFFSET 0) AS shop_2;

SELECT '{"role":' || coalesce(?, 'null') || '}' AS answer;
