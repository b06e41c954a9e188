SELECT '{"nodes":[' || coalesce(string_agg('{"id":' || CAST(to_json(customer_2.id) AS TEXT) || '}', ','), '') || ']}' AS answer 
FROM (SELECT customer_1.id AS id 
FROM customer AS customer_1 
WHERE customer_1.environment = $1::VARCHAR COLLATE "C" AND coalesce(customer_1.seen_at, TIMESTAMP WITH TIME ZONE '0001-01-01 00:00:00+00') = $2::TIMESTAMP WITH TIME ZONE AND customer_1.seen_at IS NOT NULL ORDER BY customer_1.created_at DESC, customer_1.id DESC 
 LIMIT $3::INTEGER OFFSET 0) AS customer_2;

SELECT '{"nodes":[' || coalesce(string_agg('{"seenAt":' || coalesce(to_char(timezone('UTC', customer_2.seen_at), '"\""YYYY-MM-DD"T"HH24:MI:SS.MS"Z\""'), 'null') || '}', ','), '') || ']}' AS answer 
FROM (SELECT customer_1.seen_at AS seen_at 
FROM customer AS customer_1 
WHERE customer_1.environment = $1::VARCHAR COLLATE "C" AND coalesce(customer_1.seen_at, TIMESTAMP WITH TIME ZONE '0001-01-01 00:00:00+00') > $2::TIMESTAMP WITH TIME ZONE ORDER BY customer_1.created_at DESC, customer_1.id DESC 
 LIMIT $3::INTEGER OFFSET 0) AS customer_2;

SELECT '{"totalCount":' || CAST((SELECT count(*) AS count_1 
FROM customer AS customer_2 
WHERE customer_2.environment = $1::VARCHAR COLLATE "C" AND coalesce(customer_2.seen_at, TIMESTAMP WITH TIME ZONE '0001-01-01 00:00:00+00') <= $2::TIMESTAMP WITH TIME ZONE AND customer_2.seen_at IS NOT NULL) AS TEXT) || '}' AS answer;

SELECT '{"totalCount":' || CAST((SELECT count(*) AS count_1 
FROM purchase AS purchase_2 
WHERE purchase_2.environment = $1::VARCHAR COLLATE "C" AND coalesce(purchase_2.placed_at, TIMESTAMP WITH TIME ZONE '0001-01-01 00:00:00+00') = ANY ($2::TIMESTAMP(3) WITH TIME ZONE[]) AND purchase_2.placed_at IS NOT NULL) AS TEXT) || '}' AS answer;

SELECT '{"totalCount":' || CAST((SELECT count(*) AS count_1 
FROM purchase AS purchase_2 
WHERE purchase_2.environment = $1::VARCHAR COLLATE "C" AND purchase_2.placed_at IS NULL) AS TEXT) || '}' AS answer;

SELECT '{"nodes":[' || coalesce(string_agg('{"birthdate":' || coalesce(to_char(customer_2.birthdate, '"\""YYYY-MM-DD"\""'), 'null') || '}', ','), '') || ']}' AS answer 
FROM (SELECT customer_1.birthdate AS birthdate 
FROM customer AS customer_1 
WHERE customer_1.environment = $1::VARCHAR COLLATE "C" AND coalesce(customer_1.birthdate, DATE '0001-01-01') >= $2::DATE AND customer_1.birthdate IS NOT NULL AND coalesce(customer_1.birthdate, DATE '0001-01-01') < $3::DATE AND customer_1.birthdate IS NOT NULL ORDER BY customer_1.created_at DESC, customer_1.id DESC 
 LIMIT $4::INTEGER OFFSET 0) AS customer_2;

SELECT '{"totalCount":' || CAST((SELECT count(*) AS count_1 
FROM customer AS customer_2 
WHERE customer_2.environment = $1::VARCHAR COLLATE "C" AND (customer_2.birthdate = ANY ($2::DATE[])) IS NOT true) AS TEXT) || '}' AS answer;
