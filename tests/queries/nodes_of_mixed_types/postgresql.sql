SELECT '[' || coalesce(string_agg(found.answer, ','), '') || ']' AS answer 
FROM (SELECT CASE WHEN (substr(item_1.value, 1, 3) = 'shp') THEN coalesce((SELECT '{"__typename":"Shop","id":' || CAST(to_json(shop_1.id) AS TEXT) || ',"shopName":' || CAST(to_json(shop_1.name) AS TEXT) || ',"currency":' || CAST(to_json(shop_1.currency) AS TEXT) || '}' AS joined_1 
FROM shop AS shop_1 
WHERE shop_1.id = item_1.value AND shop_1.environment = $1::VARCHAR COLLATE "C"), 'null') WHEN (substr(item_1.value, 1, 3) = 'cus') THEN coalesce((SELECT '{"__typename":"Customer","id":' || CAST(to_json(customer_1.id) AS TEXT) || ',"name":' || coalesce(CAST(to_json(customer_1.name) AS TEXT), 'null') || ',"kind":' || CAST(to_json(customer_1.kind) AS TEXT) || '}' AS joined_2 
FROM customer AS customer_1 
WHERE customer_1.id = coalesce((SELECT customer_2.id 
FROM customer AS customer_2 
WHERE customer_2.id = item_1.value), (SELECT former_customer_1.customer_id 
FROM former_customer AS former_customer_1 
WHERE former_customer_1.id = item_1.value)) AND customer_1.environment = $1::VARCHAR COLLATE "C"), 'null') WHEN (substr(item_1.value, 1, 3) = 'pur') THEN coalesce((SELECT '{"__typename":"Purchase","id":' || CAST(to_json(purchase_1.id) AS TEXT) || ',"number":' || CAST(to_json(purchase_1.number) AS TEXT) || ',"total":{"amount":' || CASE WHEN (purchase_1.currency = 'EUR') THEN '"' || CAST(CAST(purchase_1.total AS NUMERIC) * 0.01 AS TEXT) || '"' WHEN (purchase_1.currency = 'USD') THEN '"' || CAST(CAST(purchase_1.total AS NUMERIC) * 0.01 AS TEXT) || '"' WHEN (purchase_1.currency = 'GBP') THEN '"' || CAST(CAST(purchase_1.total AS NUMERIC) * 0.01 AS TEXT) || '"' WHEN (purchase_1.currency IN ('BIF', 'CLP', 'DJF', 'GNF', 'ISK', 'JPY', 'KMF', 'KRW', 'PYG', 'RWF', 'UGX', 'UYI', 'VND', 'VUV', 'XAF', 'XOF', 'XPF')) THEN '"' || CAST(purchase_1.total AS TEXT) || '"' WHEN (purchase_1.currency IN ('BHD', 'IQD', 'JOD', 'KWD', 'LYD', 'OMR', 'TND')) THEN '"' || CAST(CAST(purchase_1.total AS NUMERIC) * 0.001 AS TEXT) || '"' WHEN (purchase_1.currency IN ('CLF', 'UYW')) THEN '"' || CAST(CAST(purchase_1.total AS NUMERIC) * 0.0001 AS TEXT) || '"' ELSE '"' || CAST(CAST(purchase_1.total AS NUMERIC) * 0.01 AS TEXT) || '"' END || '}}' AS joined_3 
FROM purchase AS purchase_1 
WHERE purchase_1.id = item_1.value AND purchase_1.environment = $1::VARCHAR COLLATE "C"), 'null') WHEN (substr(item_1.value, 1, 3) = 'itm') THEN coalesce((SELECT '{"__typename":"Item","id":' || CAST(to_json(item_2.id) AS TEXT) || '}' AS joined_4 
FROM item AS item_2 
WHERE item_2.id = item_1.value AND item_2.environment = $1::VARCHAR COLLATE "C"), 'null') ELSE 'null' END AS answer 
FROM unnest($2::TEXT[] COLLATE "C") WITH ORDINALITY AS item_1(value, key) ORDER BY item_1.key) AS found;
