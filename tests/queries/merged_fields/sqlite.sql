SELECT '{"purchases":' || (SELECT '{"totalCount":' || (SELECT count(*) AS count_1 
FROM purchase AS purchase_3 
WHERE purchase_3.customer_id = customer_1.id AND purchase_3.environment = ?) || ',"nodes":[' || coalesce(group_concat('{"number":' || json_quote(purchase_2.number) || ',"placedAt":' || json_quote(purchase_2.placed_at) || '}'), '') || ']}' AS answer 
FROM (SELECT purchase_1.number AS number, purchase_1.placed_at AS placed_at 
FROM purchase AS purchase_1 
WHERE purchase_1.customer_id = customer_1.id AND purchase_1.environment = ? ORDER BY coalesce(purchase_1.placed_at, '0001-01-01T00:00:00.000Z') DESC, purchase_1.id DESC
 LIMIT ? OFFSET 0) AS purchase_2) || ',"home":' || CASE WHEN (customer_1.home__city IS NULL) THEN 'null' ELSE '{"city":' || json_quote(customer_1.home__city) || ',"door":' || CASE WHEN (customer_1.home__door__number IS NULL) THEN 'null' ELSE '{"number":' || coalesce(customer_1.home__door__number, 'null') || ',"colour":' || json_quote(customer_1.home__door__colour) || '}' END || ',"rent":' || CASE WHEN (customer_1.home__rent IS NULL OR customer_1.home__rent_currency IS NULL) THEN 'null' ELSE '{"currency":' || json_quote(customer_1.home__rent_currency) || '}' END || '}' END || ',"name":' || json_quote(customer_1.name) || '}' AS answer 
FROM customer AS customer_1 
WHERE customer_1.environment = ? AND customer_1.id = coalesce((SELECT customer_2.id 
FROM customer AS customer_2 
WHERE customer_2.id = ?), (SELECT former_customer_1.customer_id 
FROM former_customer AS former_customer_1 
WHERE former_customer_1.id = ?));
