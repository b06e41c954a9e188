SELECT '{"nodes":[' || coalesce(group_concat('{"id":' || json_quote(customer_2.id) || '}'), '') || ']}' AS answer 
FROM (SELECT customer_1.id AS id 
FROM customer AS customer_1 
WHERE customer_1.environment = ? AND lower(coalesce(customer_1.name, '')) = ? AND likely(customer_1.name = ?) AND likely(customer_1.name IS NOT NULL) ORDER BY customer_1.created_at DESC, customer_1.id DESC
 LIMIT ? OFFSET 0) AS customer_2;

SELECT '{"totalCount":' || (SELECT count(*) AS count_1 
FROM customer AS customer_2 
WHERE customer_2.environment = ? AND customer_2.name IS NOT ?) || '}' AS answer;

SELECT '{"nodes":[' || coalesce(group_concat('{"name":' || json_quote(customer_2.name) || '}'), '') || ']}' AS answer 
FROM (SELECT customer_1.name AS name 
FROM customer AS customer_1 
WHERE customer_1.environment = ? AND lower(coalesce(customer_1.name, '')) IN (SELECT item.value 
FROM json_each(?) AS item) AND likely(customer_1.name IN (SELECT item.value 
FROM json_each(?) AS item)) AND likely(customer_1.name IS NOT NULL) ORDER BY customer_1.created_at DESC, customer_1.id DESC
 LIMIT ? OFFSET 0) AS customer_2;

SELECT '{"totalCount":' || (SELECT count(*) AS count_1 
FROM customer AS customer_2 
WHERE customer_2.environment = ? AND (customer_2.name IN (SELECT item.value 
FROM json_each(?) AS item)) IS NOT 1) || '}' AS answer;

SELECT '{"nodes":[' || coalesce(group_concat('{"id":' || json_quote(customer_2.id) || '}'), '') || ']}' AS answer 
FROM (SELECT customer_1.id AS id 
FROM customer AS customer_1 
WHERE customer_1.environment = ? AND likely(customer_1.name IS NOT NULL) AND (instr(lower(coalesce(customer_1.name, '')), ?) > 0 OR instr(lower(coalesce(customer_1.name, '')), ?) > 0 OR instr(lower(coalesce(customer_1.name, '')), ?) > 0) ORDER BY lower(coalesce(customer_1.name, '')) ASC, customer_1.id ASC
 LIMIT ? OFFSET 0) AS customer_2;

SELECT '{"nodes":[' || coalesce(group_concat('{"name":' || json_quote(customer_2.name) || '}'), '') || ']}' AS answer 
FROM (SELECT customer_1.name AS name 
FROM customer AS customer_1 
WHERE customer_1.environment = ? AND (lower(coalesce(customer_1.name, '')) >= ? AND lower(coalesce(customer_1.name, '')) < ? AND likely(customer_1.name IS NOT NULL) OR lower(coalesce(customer_1.name, '')) >= ? AND lower(coalesce(customer_1.name, '')) < ? AND likely(customer_1.name IS NOT NULL) OR lower(coalesce(customer_1.name, '')) >= ? AND lower(coalesce(customer_1.name, '')) < ? AND likely(customer_1.name IS NOT NULL)) ORDER BY customer_1.created_at DESC, customer_1.id DESC
 LIMIT ? OFFSET 0) AS customer_2;

SELECT '{"nodes":[' || coalesce(group_concat('{"id":' || json_quote(customer_2.id) || '}'), '') || ']}' AS answer 
FROM (SELECT customer_1.id AS id 
FROM customer AS customer_1 
WHERE customer_1.environment = ? AND customer_1.name IS NULL ORDER BY customer_1.created_at DESC, customer_1.id DESC
 LIMIT ? OFFSET 0) AS customer_2;

SELECT '{"totalCount":' || (SELECT count(*) AS count_1 
FROM customer AS customer_2 
WHERE customer_2.environment = ? AND customer_2.name IS NOT NULL) || '}' AS answer;

SELECT '{"nodes":[' || coalesce(group_concat('{"id":' || json_quote(customer_2.id) || '}'), '') || ']}' AS answer 
FROM (SELECT customer_1.id AS id 
FROM customer AS customer_1 
WHERE customer_1.environment = ? AND customer_1.name IS NULL ORDER BY customer_1.created_at DESC, customer_1.id DESC
 LIMIT ? OFFSET 0) AS customer_2;

SELECT '{"totalCount":' || (SELECT count(*) AS count_1 
FROM customer AS customer_2 
WHERE customer_2.environment = ? AND customer_2.name IS NOT NULL) || '}' AS answer;

SELECT '{"nodes":[' || coalesce(group_concat('{"name":' || json_quote(customer_2.name) || '}'), '') || ']}' AS answer 
FROM (SELECT customer_1.name AS name 
FROM customer AS customer_1 
WHERE customer_1.environment = ? AND customer_1.name IS NOT ? AND (lower(coalesce(customer_1.name, '')) >= ? AND lower(coalesce(customer_1.name, '')) < ? AND likely(customer_1.name IS NOT NULL) OR lower(coalesce(customer_1.name, '')) >= ? AND lower(coalesce(customer_1.name, '')) < ? AND likely(customer_1.name IS NOT NULL) OR lower(coalesce(customer_1.name, '')) >= ? AND lower(coalesce(customer_1.name, '')) < ? AND likely(customer_1.name IS NOT NULL)) ORDER BY customer_1.created_at DESC, customer_1.id DESC
 LIMIT ? OFFSET 0) AS customer_2;

SELECT '{"nodes":[' || coalesce(group_concat('{"name":' || json_quote(shop_2.name) || '}'), '') || ']}' AS answer 
FROM (SELECT shop_1.name AS name 
FROM shop AS shop_1 
WHERE shop_1.environment = ? AND (instr(lower(shop_1.name), ?) > 0 OR instr(lower(shop_1.name), ?) > 0 OR instr(lower(shop_1.name), ?) > 0) AND (lower(shop_1.name) >= ? AND lower(shop_1.name) < ? OR lower(shop_1.name) >= ? AND lower(shop_1.name) < ? OR lower(shop_1.name) >= ? AND lower(shop_1.name) < ?) ORDER BY lower(shop_1.name) ASC, shop_1.id ASC
 LIMIT ? OFFSET 0) AS shop_2;
