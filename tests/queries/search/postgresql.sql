SELECT '{"nodes":[' || coalesce(string_agg('{"name":' || coalesce(CAST(to_json(customer_2.name) AS TEXT), 'null') || '}', ','), '') || '],"totalCount":' || CAST((SELECT count(*) AS count_1 
FROM customer AS customer_3 
WHERE customer_3.environment = $1::VARCHAR COLLATE "C" AND customer_3.id IN (SELECT customer_word_2.customer_id 
FROM unnest($2::TEXT[] COLLATE "C") WITH ORDINALITY AS item_2(value, key) JOIN customer_word AS customer_word_2 ON customer_word_2.environment = $1::VARCHAR COLLATE "C" AND customer_word_2.term >= item_2.value AND customer_word_2.term < item_2.value || '􏿿' GROUP BY customer_word_2.customer_id 
HAVING count(distinct(item_2.key)) = cardinality($2::TEXT[] COLLATE "C"))) AS TEXT) || '}' AS answer 
FROM (SELECT customer_1.name AS name 
FROM customer AS customer_1 
WHERE customer_1.environment = $1::VARCHAR COLLATE "C" AND customer_1.id IN (SELECT customer_word_1.customer_id 
FROM unnest($2::TEXT[] COLLATE "C") WITH ORDINALITY AS item_1(value, key) JOIN customer_word AS customer_word_1 ON customer_word_1.environment = $1::VARCHAR COLLATE "C" AND customer_word_1.term >= item_1.value AND customer_word_1.term < item_1.value || '􏿿' GROUP BY customer_word_1.customer_id 
HAVING count(distinct(item_1.key)) = cardinality($2::TEXT[] COLLATE "C")) ORDER BY customer_1.created_at DESC, customer_1.id DESC 
 LIMIT $3::INTEGER OFFSET 0) AS customer_2;

SELECT '{"totalCount":' || CAST((SELECT count(*) AS count_1 
FROM customer AS customer_2 
WHERE customer_2.environment = $1::VARCHAR COLLATE "C" AND customer_2.id IN (SELECT customer_word_2.customer_id 
FROM unnest($2::TEXT[] COLLATE "C") WITH ORDINALITY AS item_2(value, key) JOIN customer_word AS customer_word_2 ON customer_word_2.environment = $1::VARCHAR COLLATE "C" AND customer_word_2.term >= item_2.value AND customer_word_2.term < item_2.value || '􏿿' GROUP BY customer_word_2.customer_id 
HAVING count(distinct(item_2.key)) = cardinality($2::TEXT[] COLLATE "C"))) AS TEXT) || '}' AS answer;

SELECT '{"nodes":[' || coalesce(string_agg('{"name":' || coalesce(CAST(to_json(customer_2.name) AS TEXT), 'null') || '}', ','), '') || ']}' AS answer 
FROM (SELECT customer_1.name AS name 
FROM customer AS customer_1 
WHERE customer_1.environment = $1::VARCHAR COLLATE "C" AND customer_1.kind = $2::VARCHAR COLLATE "C" AND customer_1.id IN (SELECT customer_word_1.customer_id 
FROM unnest($3::TEXT[] COLLATE "C") WITH ORDINALITY AS item_1(value, key) JOIN customer_word AS customer_word_1 ON customer_word_1.environment = $1::VARCHAR COLLATE "C" AND customer_word_1.term >= item_1.value AND customer_word_1.term < item_1.value || '􏿿' GROUP BY customer_word_1.customer_id 
HAVING count(distinct(item_1.key)) = cardinality($3::TEXT[] COLLATE "C")) ORDER BY customer_1.created_at DESC, customer_1.id DESC 
 LIMIT $4::INTEGER OFFSET 0) AS customer_2;

SELECT '{"totalCount":' || CAST((SELECT count(*) AS count_1 
FROM customer AS customer_2 
WHERE customer_2.environment = $1::VARCHAR COLLATE "C") AS TEXT) || '}' AS answer;
