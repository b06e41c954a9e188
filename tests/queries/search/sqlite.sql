SELECT '{"nodes":[' || coalesce(group_concat('{"name":' || json_quote(customer_2.name) || '}'), '') || '],"totalCount":' || (SELECT count(*) AS count_1 
FROM customer AS customer_3 
WHERE customer_3.environment = ? AND customer_3.id IN (SELECT customer_word_2.customer_id 
FROM json_each(?) AS item_2 JOIN customer_word AS customer_word_2 ON customer_word_2.environment = ? AND customer_word_2.term >= item_2.value AND customer_word_2.term < item_2.value || '􏿿' GROUP BY customer_word_2.customer_id 
HAVING count(distinct(item_2."key")) = json_array_length(?))) || '}' AS answer 
FROM (SELECT customer_1.name AS name 
FROM customer AS customer_1 
WHERE customer_1.environment = ? AND customer_1.id IN (SELECT customer_word_1.customer_id 
FROM json_each(?) AS item_1 JOIN customer_word AS customer_word_1 ON customer_word_1.environment = ? AND customer_word_1.term >= item_1.value AND customer_word_1.term < item_1.value || '􏿿' GROUP BY customer_word_1.customer_id 
HAVING count(distinct(item_1."key")) = json_array_length(?)) ORDER BY customer_1.created_at DESC, customer_1.id DESC
 LIMIT ? OFFSET 0) AS customer_2;

SELECT '{"totalCount":' || (SELECT count(*) AS count_1 
FROM customer AS customer_2 
WHERE customer_2.environment = ? AND customer_2.id IN (SELECT customer_word_2.customer_id 
FROM json_each(?) AS item_2 JOIN customer_word AS customer_word_2 ON customer_word_2.environment = ? AND customer_word_2.term >= item_2.value AND customer_word_2.term < item_2.value || '􏿿' GROUP BY customer_word_2.customer_id 
HAVING count(distinct(item_2."key")) = json_array_length(?))) || '}' AS answer;

SELECT '{"nodes":[' || coalesce(group_concat('{"name":' || json_quote(customer_2.name) || '}'), '') || ']}' AS answer 
FROM (SELECT customer_1.name AS name 
FROM customer AS customer_1 
WHERE customer_1.environment = ? AND customer_1.kind = ? AND customer_1.id IN (SELECT customer_word_1.customer_id 
FROM json_each(?) AS item_1 JOIN customer_word AS customer_word_1 ON customer_word_1.environment = ? AND customer_word_1.term >= item_1.value AND customer_word_1.term < item_1.value || '􏿿' GROUP BY customer_word_1.customer_id 
HAVING count(distinct(item_1."key")) = json_array_length(?)) ORDER BY customer_1.created_at DESC, customer_1.id DESC
 LIMIT ? OFFSET 0) AS customer_2;

SELECT '{"totalCount":' || (SELECT count(*) AS count_1 
FROM customer AS customer_2 
WHERE customer_2.environment = ?) || '}' AS answer;
