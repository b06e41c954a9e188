SELECT '{"nodes":[' || coalesce(group_concat('{"name":' || json_quote(customer_2.name) || '}'), '') || ']}' AS answer 
FROM (SELECT customer_1.name AS name 
FROM customer AS customer_1 
WHERE customer_1.environment = ? AND CASE WHEN (json_type(customer_1.profile, ?) = 'real') THEN 'integer' ELSE json_type(customer_1.profile, ?) END = CASE WHEN (json_type(?) = 'real') THEN 'integer' ELSE json_type(?) END AND json_extract(customer_1.profile, ?) IS json_extract(?, '$') ORDER BY customer_1.created_at DESC, customer_1.id DESC
 LIMIT ? OFFSET 0) AS customer_2;

SELECT '{"nodes":[' || coalesce(group_concat('{"name":' || json_quote(customer_2.name) || '}'), '') || ']}' AS answer 
FROM (SELECT customer_1.name AS name 
FROM customer AS customer_1 
WHERE customer_1.environment = ? AND CASE WHEN (json_type(customer_1.profile, ?) = 'real') THEN 'integer' ELSE json_type(customer_1.profile, ?) END = CASE WHEN (json_type(?) = 'real') THEN 'integer' ELSE json_type(?) END AND json_extract(customer_1.profile, ?) IS json_extract(?, '$') ORDER BY customer_1.created_at DESC, customer_1.id DESC
 LIMIT ? OFFSET 0) AS customer_2;

SELECT '{"totalCount":' || (SELECT count(*) AS count_1 
FROM customer AS customer_2 
WHERE customer_2.environment = ? AND CASE WHEN (json_type(customer_2.profile, ?) = 'real') THEN 'integer' ELSE json_type(customer_2.profile, ?) END = CASE WHEN (json_type(?) = 'real') THEN 'integer' ELSE json_type(?) END AND json_extract(customer_2.profile, ?) IS json_extract(?, '$')) || '}' AS answer;

SELECT '{"nodes":[' || coalesce(group_concat('{"name":' || json_quote(customer_2.name) || '}'), '') || ']}' AS answer 
FROM (SELECT customer_1.name AS name 
FROM customer AS customer_1 
WHERE customer_1.environment = ? AND CASE WHEN (json_type(customer_1.profile, ?) = 'real') THEN 'integer' ELSE json_type(customer_1.profile, ?) END = CASE WHEN (json_type(?) = 'real') THEN 'integer' ELSE json_type(?) END AND json_extract(customer_1.profile, ?) IS json_extract(?, '$') ORDER BY customer_1.created_at DESC, customer_1.id DESC
 LIMIT ? OFFSET 0) AS customer_2;

SELECT '{"nodes":[' || coalesce(group_concat('{"name":' || json_quote(customer_2.name) || '}'), '') || ']}' AS answer 
FROM (SELECT customer_1.name AS name 
FROM customer AS customer_1 
WHERE customer_1.environment = ? AND CASE WHEN (json_type(customer_1.profile, ?) = 'real') THEN 'integer' ELSE json_type(customer_1.profile, ?) END = CASE WHEN (json_type(?) = 'real') THEN 'integer' ELSE json_type(?) END AND json_extract(customer_1.profile, ?) IS json_extract(?, '$') ORDER BY customer_1.created_at DESC, customer_1.id DESC
 LIMIT ? OFFSET 0) AS customer_2;

SELECT '{"nodes":[' || coalesce(group_concat('{"name":' || json_quote(customer_2.name) || '}'), '') || ']}' AS answer 
FROM (SELECT customer_1.name AS name 
FROM customer AS customer_1 
WHERE customer_1.environment = ? AND CASE WHEN (json_type(customer_1.profile, ?) = 'real') THEN 'integer' ELSE json_type(customer_1.profile, ?) END = CASE WHEN (json_type(?) = 'real') THEN 'integer' ELSE json_type(?) END AND json_extract(customer_1.profile, ?) IS json_extract(?, '$') ORDER BY customer_1.created_at DESC, customer_1.id DESC
 LIMIT ? OFFSET 0) AS customer_2;

SELECT '{"totalCount":' || (SELECT count(*) AS count_1 
FROM customer AS customer_2 
WHERE customer_2.environment = ? AND (CASE WHEN (json_type(customer_2.profile, ?) = 'real') THEN 'integer' ELSE json_type(customer_2.profile, ?) END = CASE WHEN (json_type(?) = 'real') THEN 'integer' ELSE json_type(?) END AND json_extract(customer_2.profile, ?) IS json_extract(?, '$')) IS NOT 1) || '}' AS answer;

SELECT '{"totalCount":' || (SELECT count(*) AS count_1 
FROM customer AS customer_2 
WHERE customer_2.environment = ? AND json_type(customer_2.profile, ?) IS NOT NULL) || '}' AS answer;

SELECT '{"totalCount":' || (SELECT count(*) AS count_1 
FROM customer AS customer_2 
WHERE customer_2.environment = ? AND (json_type(customer_2.profile, ?) IS NOT NULL) IS NOT 1) || '}' AS answer;

SELECT '{"nodes":[' || coalesce(group_concat('{"name":' || json_quote(customer_2.name) || '}'), '') || ']}' AS answer 
FROM (SELECT customer_1.name AS name 
FROM customer AS customer_1 
WHERE customer_1.environment = ? AND CASE WHEN (json_type(customer_1.profile, ?) = 'real') THEN 'integer' ELSE json_type(customer_1.profile, ?) END = CASE WHEN (json_type(?) = 'real') THEN 'integer' ELSE json_type(?) END AND json_extract(customer_1.profile, ?) IS json_extract(?, '$') ORDER BY customer_1.created_at DESC, customer_1.id DESC
 LIMIT ? OFFSET 0) AS customer_2;

SELECT '{"nodes":[' || coalesce(group_concat('{"name":' || json_quote(customer_2.name) || '}'), '') || ']}' AS answer 
FROM (SELECT customer_1.name AS name 
FROM customer AS customer_1 
WHERE customer_1.environment = ? AND CASE WHEN (json_type(customer_1.profile, ?) = 'real') THEN 'integer' ELSE json_type(customer_1.profile, ?) END = CASE WHEN (json_type(?) = 'real') THEN 'integer' ELSE json_type(?) END AND json_extract(customer_1.profile, ?) IS json_extract(?, '$') AND CASE WHEN (json_type(customer_1.profile, ?) = 'real') THEN 'integer' ELSE json_type(customer_1.profile, ?) END = CASE WHEN (json_type(?) = 'real') THEN 'integer' ELSE json_type(?) END AND json_extract(customer_1.profile, ?) IS json_extract(?, '$') ORDER BY customer_1.created_at DESC, customer_1.id DESC
 LIMIT ? OFFSET 0) AS customer_2;
