SELECT '{"nodes":[' || coalesce(group_concat('{"id":' || json_quote(customer_2.id) || ',"seenAt":' || json_quote(customer_2.seen_at) || '}'), '') || ']}' AS answer 
FROM (SELECT customer_1.id AS id, customer_1.seen_at AS seen_at 
FROM customer AS customer_1 
WHERE customer_1.environment = ? ORDER BY coalesce(customer_1.seen_at, '0001-01-01T00:00:00.000Z') DESC, customer_1.id DESC
 LIMIT ? OFFSET 0) AS customer_2;

SELECT '{"nodes":[' || coalesce(group_concat(CASE WHEN (customer_3.row_place <= ?) THEN '{"birthdate":' || json_quote(customer_3.birthdate) || '}' END), '') || '],"pageInfo":{"startCursor":' || coalesce(max(CASE WHEN (customer_3.row_place = min(?, customer_3.rows_found)) THEN '"' || gateway_sealed(?, ?, '["birthdate+,id+",' || json_quote(customer_3.sort_1) || ',' || json_quote(customer_3.sort_2) || ']') || '"' END), 'null') || '}}' AS answer 
FROM (SELECT customer_2.birthdate AS birthdate, customer_2.sort_1 AS sort_1, customer_2.sort_2 AS sort_2, row_number() OVER (ORDER BY customer_2.sort_1 DESC, customer_2.sort_2 DESC) AS row_place, count(*) OVER () AS rows_found 
FROM (SELECT customer_1.birthdate AS birthdate, coalesce(customer_1.birthdate, '0001-01-01') AS sort_1, customer_1.id AS sort_2 
FROM customer AS customer_1 
WHERE customer_1.environment = ? ORDER BY coalesce(customer_1.birthdate, '0001-01-01') DESC, customer_1.id DESC
 LIMIT ? OFFSET 0) AS customer_2 ORDER BY customer_2.sort_1 ASC, customer_2.sort_2 ASC) AS customer_3;

SELECT '{"edges":[' || coalesce(group_concat('{"cursor":"' || gateway_sealed(?, ?, '["visits+,id+",' || customer_2.sort_1 || ',' || json_quote(customer_2.sort_2) || ']') || '","node":{"visits":' || coalesce(customer_2.visits, 'null') || '}}'), '') || ']}' AS answer 
FROM (SELECT customer_1.visits AS visits, coalesce(customer_1.visits, -9223372036854775808) AS sort_1, customer_1.id AS sort_2 
FROM customer AS customer_1 
WHERE customer_1.environment = ? ORDER BY coalesce(customer_1.visits, -9223372036854775808) ASC, customer_1.id ASC
 LIMIT ? OFFSET 0) AS customer_2;
