SELECT '{"lines":' || (SELECT '[' || coalesce(string_agg('{"position":' || CAST(item_2.position AS TEXT) || ',"sku":' || CAST(to_json(item_2.sku) AS TEXT) || ',"price":' || CASE WHEN (item_2.price IS NULL OR item_2.currency IS NULL) THEN 'null' ELSE '{"amount":' || CASE WHEN (item_2.currency = 'EUR') THEN '"' || CAST(CAST(item_2.price AS NUMERIC) * 0.01 AS TEXT) || '"' WHEN (item_2.currency = 'USD') THEN '"' || CAST(CAST(item_2.price AS NUMERIC) * 0.01 AS TEXT) || '"' WHEN (item_2.currency = 'GBP') THEN '"' || CAST(CAST(item_2.price AS NUMERIC) * 0.01 AS TEXT) || '"' WHEN (item_2.currency IN ('BIF', 'CLP', 'DJF', 'GNF', 'ISK', 'JPY', 'KMF', 'KRW', 'PYG', 'RWF', 'UGX', 'UYI', 'VND', 'VUV', 'XAF', 'XOF', 'XPF')) THEN '"' || CAST(item_2.price AS TEXT) || '"' WHEN (item_2.currency IN ('BHD', 'IQD', 'JOD', 'KWD', 'LYD', 'OMR', 'TND')) THEN '"' || CAST(CAST(item_2.price AS NUMERIC) * 0.001 AS TEXT) || '"' WHEN (item_2.currency IN ('CLF', 'UYW')) THEN '"' || CAST(CAST(item_2.price AS NUMERIC) * 0.0001 AS TEXT) || '"' ELSE '"' || CAST(CAST(item_2.price AS NUMERIC) * 0.01 AS TEXT) || '"' END || '}' END || '}', ','), '') || ']' AS answer 
FROM (SELECT item_1.position AS position, item_1.sku AS sku, item_1.price AS price, item_1.currency AS currency 
FROM item AS item_1 
WHERE item_1.purchase_id = purchase_1.id AND item_1.environment = $1::VARCHAR COLLATE "C" ORDER BY item_1.position DESC, item_1.id DESC 
 LIMIT 250 OFFSET 0) AS item_2) || '}' AS answer 
FROM purchase AS purchase_1 
WHERE purchase_1.environment = $1::VARCHAR COLLATE "C" AND purchase_1.id = $2::VARCHAR COLLATE "C";

SELECT '{"lines":' || (SELECT '[' || coalesce(string_agg('{"sku":' || CAST(to_json(item_2.sku) AS TEXT) || '}', ','), '') || ']' AS answer 
FROM (SELECT item_1.sku AS sku 
FROM item AS item_1 
WHERE item_1.purchase_id = purchase_1.id AND item_1.environment = $1::VARCHAR COLLATE "C" ORDER BY item_1.position DESC, item_1.id DESC 
 LIMIT 250 OFFSET 0) AS item_2) || '}' AS answer 
FROM purchase AS purchase_1 
WHERE purchase_1.environment = $1::VARCHAR COLLATE "C" AND purchase_1.id = $2::VARCHAR COLLATE "C";

SELECT '{"labels":' || (SELECT '[' || coalesce(string_agg(CAST(to_json(customer_label_2.value) AS TEXT), ','), '') || ']' AS answer 
FROM (SELECT customer_label_1.word AS value 
FROM customer_label AS customer_label_1 
WHERE customer_label_1.customer_id = customer_1.id ORDER BY customer_label_1.position) AS customer_label_2) || '}' AS answer 
FROM customer AS customer_1 
WHERE customer_1.environment = $1::VARCHAR COLLATE "C" AND customer_1.id = coalesce((SELECT customer_2.id 
FROM customer AS customer_2 
WHERE customer_2.id = $2::VARCHAR COLLATE "C"), (SELECT former_customer_1.customer_id 
FROM former_customer AS former_customer_1 
WHERE former_customer_1.id = $2::VARCHAR COLLATE "C"));
