SELECT '{"purchases":' || (SELECT '{"totalCount":' || CAST((SELECT count(*) AS count_1 
FROM purchase AS purchase_3 
WHERE purchase_3.customer_id = customer_1.id AND purchase_3.environment = $1::VARCHAR COLLATE "C") AS TEXT) || ',"nodes":[' || coalesce(string_agg('{"number":' || CAST(to_json(purchase_2.number) AS TEXT) || ',"placedAt":' || coalesce(to_char(timezone('UTC', purchase_2.placed_at), '"\""YYYY-MM-DD"T"HH24:MI:SS.MS"Z\""'), 'null') || '}', ','), '') || ']}' AS answer 
FROM (SELECT purchase_1.number AS number, purchase_1.placed_at AS placed_at 
FROM purchase AS purchase_1 
WHERE purchase_1.customer_id = customer_1.id AND purchase_1.environment = $1::VARCHAR COLLATE "C" ORDER BY coalesce(purchase_1.placed_at, TIMESTAMP WITH TIME ZONE '0001-01-01 00:00:00+00') DESC, purchase_1.id DESC 
 LIMIT $2::INTEGER OFFSET 0) AS purchase_2) || ',"home":' || CASE WHEN (customer_1.home__city IS NULL) THEN 'null' ELSE '{"city":' || coalesce(CAST(to_json(customer_1.home__city) AS TEXT), 'null') || ',"door":' || CASE WHEN (customer_1.home__door__number IS NULL) THEN 'null' ELSE '{"number":' || coalesce(CAST(customer_1.home__door__number AS TEXT), 'null') || ',"colour":' || coalesce(CAST(to_json(customer_1.home__door__colour) AS TEXT), 'null') || '}' END || ',"rent":' || CASE WHEN (customer_1.home__rent IS NULL OR customer_1.home__rent_currency IS NULL) THEN 'null' ELSE '{"currency":' || CAST(to_json(customer_1.home__rent_currency) AS TEXT) || '}' END || '}' END || ',"name":' || coalesce(CAST(to_json(customer_1.name) AS TEXT), 'null') || '}' AS answer 
FROM customer AS customer_1 
WHERE customer_1.environment = $1::VARCHAR COLLATE "C" AND customer_1.id = coalesce((SELECT customer_2.id 
FROM customer AS customer_2 
WHERE customer_2.id = $3::VARCHAR COLLATE "C"), (SELECT former_customer_1.customer_id 
FROM former_customer AS former_customer_1 
WHERE former_customer_1.id = $3::VARCHAR COLLATE "C"));
