SELECT '{"lines":' || (SELECT '[' || coalesce(group_concat('{"position":' || item_2.position || ',"sku":' || json_quote(item_2.sku) || ',"price":' || CASE WHEN (item_2.price IS NULL OR item_2.currency IS NULL) THEN 'null' ELSE '{"amount":' || CASE WHEN (item_2.currency = 'EUR') THEN printf('"%s%d.%02d"', CASE WHEN (item_2.price < 0) THEN '-' ELSE '' END, abs(item_2.price / 100), abs(item_2.price % 100)) WHEN (item_2.currency = 'USD') THEN printf('"%s%d.%02d"', CASE WHEN (item_2.price < 0) THEN '-' ELSE '' END, abs(item_2.price / 100), abs(item_2.price % 100)) WHEN (item_2.currency = 'GBP') THEN printf('"%s%d.%02d"', CASE WHEN (item_2.price < 0) THEN '-' ELSE '' END, abs(item_2.price / 100), abs(item_2.price % 100)) WHEN (item_2.currency IN ('BIF', 'CLP', 'DJF', 'GNF', 'ISK', 'JPY', 'KMF', 'KRW', 'PYG', 'RWF', 'UGX', 'UYI', 'VND', 'VUV', 'XAF', 'XOF', 'XPF')) THEN printf('"%d"', item_2.price) WHEN (item_2.currency IN ('BHD', 'IQD', 'JOD', 'KWD', 'LYD', 'OMR', 'TND')) THEN printf('"%s%d.%03d"', CASE WHEN (item_2.price < 0) THEN '-' ELSE '' END, abs(item_2.price / 1000), abs(item_2.price % 1000)) WHEN (item_2.currency IN ('CLF', 'UYW')) THEN printf('"%s%d.%04d"', CASE WHEN (item_2.price < 0) THEN '-' ELSE '' END, abs(item_2.price / 10000), abs(item_2.price % 10000)) ELSE printf('"%s%d.%02d"', CASE WHEN (item_2.price < 0) THEN '-' ELSE '' END, abs(item_2.price / 100), abs(item_2.price % 100)) END || '}' END || '}'), '') || ']' AS answer 
FROM (SELECT item_1.position AS position, item_1.sku AS sku, item_1.price AS price, item_1.currency AS currency 
FROM item AS item_1 
WHERE item_1.purchase_id = purchase_1.id AND item_1.environment = ? ORDER BY item_1.position DESC, item_1.id DESC
 LIMIT 250 OFFSET 0) AS item_2) || '}' AS answer 
FROM purchase AS purchase_1 
WHERE purchase_1.environment = ? AND purchase_1.id = ?;

SELECT '{"lines":' || (SELECT '[' || coalesce(group_concat('{"sku":' || json_quote(item_2.sku) || '}'), '') || ']' AS answer 
FROM (SELECT item_1.sku AS sku 
FROM item AS item_1 
WHERE item_1.purchase_id = purchase_1.id AND item_1.environment = ? ORDER BY item_1.position DESC, item_1.id DESC
 LIMIT 250 OFFSET 0) AS item_2) || '}' AS answer 
FROM purchase AS purchase_1 
WHERE purchase_1.environment = ? AND purchase_1.id = ?;

SELECT '{"labels":' || (SELECT '[' || coalesce(group_concat(json_quote(customer_label_2.value)), '') || ']' AS answer 
FROM (SELECT customer_label_1.word AS value 
FROM customer_label AS customer_label_1 
WHERE customer_label_1.customer_id = customer_1.id ORDER BY customer_label_1.position) AS customer_label_2) || '}' AS answer 
FROM customer AS customer_1 
WHERE customer_1.environment = ? AND customer_1.id = coalesce((SELECT customer_2.id 
FROM customer AS customer_2 
WHERE customer_2.id = ?), (SELECT former_customer_1.customer_id 
FROM former_customer AS former_customer_1 
WHERE former_customer_1.id = ?));
