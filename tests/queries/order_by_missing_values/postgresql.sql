SELECT '{"nodes":[' || coalesce(string_agg('{"id":' || CAST(to_json(customer_2.id) AS TEXT) || ',"seenAt":' || coalesce(to_char(timezone('UTC', customer_2.seen_at), '"\""YYYY-MM-DD"T"HH24:MI:SS.MS"Z\""'), 'null') || '}', ','), '') || ']}' AS answer 
FROM (SELECT customer_1.id AS id, customer_1.seen_at AS seen_at 
FROM customer AS customer_1 
WHERE customer_1.environment = $1::VARCHAR COLLATE "C" ORDER BY coalesce(customer_1.seen_at, TIMESTAMP WITH TIME ZONE '0001-01-01 00:00:00+00') DESC, customer_1.id DESC 
 LIMIT $2::INTEGER OFFSET 0) AS customer_2;

SELECT '{"nodes":[' || coalesce(string_agg(CASE WHEN (customer_3.row_place <= $1::INTEGER) THEN '{"birthdate":' || coalesce(to_char(customer_3.birthdate, '"\""YYYY-MM-DD"\""'), 'null') || '}' END, ','), '') || '],"pageInfo":{"startCursor":' || coalesce(max(CASE WHEN (customer_3.row_place = least($1::INTEGER, customer_3.rows_found)) THEN '"' || encode(convert_to('["birthdate+,id+",' || to_char(customer_3.sort_1, '"\""YYYY-MM-DD"\""') || ',' || CAST(to_json(customer_3.sort_2) AS TEXT) || ']', 'UTF8') || substr(sha256($2::BYTEA || sha256($3::BYTEA || convert_to('["birthdate+,id+",' || to_char(customer_3.sort_1, '"\""YYYY-MM-DD"\""') || ',' || CAST(to_json(customer_3.sort_2) AS TEXT) || ']', 'UTF8'))), 1, 16), 'hex') || '"' END), 'null') || '}}' AS answer 
FROM (SELECT customer_2.birthdate AS birthdate, customer_2.sort_1 AS sort_1, customer_2.sort_2 AS sort_2, row_number() OVER (ORDER BY customer_2.sort_1 DESC, customer_2.sort_2 DESC) AS row_place, count(*) OVER () AS rows_found 
FROM (SELECT customer_1.birthdate AS birthdate, coalesce(customer_1.birthdate, DATE '0001-01-01') AS sort_1, customer_1.id AS sort_2 
FROM customer AS customer_1 
WHERE customer_1.environment = $4::VARCHAR COLLATE "C" ORDER BY coalesce(customer_1.birthdate, DATE '0001-01-01') DESC, customer_1.id DESC 
 LIMIT $5::INTEGER OFFSET 0) AS customer_2 ORDER BY customer_2.sort_1 ASC, customer_2.sort_2 ASC) AS customer_3;

SELECT '{"edges":[' || coalesce(string_agg('{"cursor":"' || encode(convert_to('["visits+,id+",' || CAST(customer_2.sort_1 AS TEXT) || ',' || CAST(to_json(customer_2.sort_2) AS TEXT) || ']', 'UTF8') || substr(sha256($1::BYTEA || sha256($2::BYTEA || convert_to('["visits+,id+",' || CAST(customer_2.sort_1 AS TEXT) || ',' || CAST(to_json(customer_2.sort_2) AS TEXT) || ']', 'UTF8'))), 1, 16), 'hex') || '","node":{"visits":' || coalesce(CAST(customer_2.visits AS TEXT), 'null') || '}}', ','), '') || ']}' AS answer 
FROM (SELECT customer_1.visits AS visits, coalesce(customer_1.visits, -9223372036854775808) AS sort_1, customer_1.id AS sort_2 
FROM customer AS customer_1 
WHERE customer_1.environment = $3::VARCHAR COLLATE "C" ORDER BY coalesce(customer_1.visits, -9223372036854775808) ASC, customer_1.id ASC 
 LIMIT $4::INTEGER OFFSET 0) AS customer_2;
