SELECT '[' || coalesce(group_concat(found.answer), '') || ']' AS answer 
FROM (SELECT CASE WHEN (substr(item_1.value, 1, 3) = 'shp') THEN coalesce((SELECT '{"__typename":"Shop","id":' || json_quote(shop_1.id) || ',"shopName":' || json_quote(shop_1.name) || ',"currency":' || json_quote(shop_1.currency) || '}' AS joined_1 
FROM shop AS shop_1 
WHERE shop_1.id = item_1.value AND shop_1.environment = ?), 'null') WHEN (substr(item_1.value, 1, 3) = 'cus') THEN coalesce((SELECT '{"__typename":"Customer","id":' || json_quote(customer_1.id) || ',"name":' || json_quote(customer_1.name) || ',"kind":' || json_quote(customer_1.kind) || '}' AS joined_2 
FROM customer AS customer_1 
WHERE customer_1.id = coalesce((SELECT customer_2.id 
FROM customer AS customer_2 
WHERE customer_2.id = item_1.value), (SELECT former_customer_1.customer_id 
FROM former_customer AS former_customer_1 
WHERE former_customer_1.id = item_1.value)) AND customer_1.environment = ?), 'null') WHEN (substr(item_1.value, 1, 3) = 'pur') THEN coalesce((SELECT '{"__typename":"Purchase","id":' || json_quote(purchase_1.id) || ',"number":' || json_quote(purchase_1.number) || ',"total":{"amount":' || CASE WHEN (purchase_1.currency = 'EUR') THEN printf('"%s%d.%02d"', CASE WHEN (purchase_1.total < 0) THEN '-' ELSE '' END, abs(purchase_1.total / 100), abs(purchase_1.total % 100)) WHEN (purchase_1.currency = 'USD') THEN printf('"%s%d.%02d"', CASE WHEN (purchase_1.total < 0) THEN '-' ELSE '' END, abs(purchase_1.total / 100), abs(purchase_1.total % 100)) WHEN (purchase_1.currency = 'GBP') THEN printf('"%s%d.%02d"', CASE WHEN (purchase_1.total < 0) THEN '-' ELSE '' END, abs(purchase_1.total / 100), abs(purchase_1.total % 100)) WHEN (purchase_1.currency IN ('BIF', 'CLP', 'DJF', 'GNF', 'ISK', 'JPY', 'KMF', 'KRW', 'PYG', 'RWF', 'UGX', 'UYI', 'VND', 'VUV', 'XAF', 'XOF', 'XPF')) THEN printf('"%d"', purchase_1.total) WHEN (purchase_1.currency IN ('BHD', 'IQD', 'JOD', 'KWD', 'LYD', 'OMR', 'TND')) THEN printf('"%s%d.%03d"', CASE WHEN (purchase_1.total < 0) THEN '-' ELSE '' END, abs(purchase_1.total / 1000), abs(purchase_1.total % 1000)) WHEN (purchase_1.currency IN ('CLF', 'UYW')) THEN printf('"%s%d.%04d"', CASE WHEN (purchase_1.total < 0) THEN '-' ELSE '' END, abs(purchase_1.total / 10000), abs(purchase_1.total % 10000)) ELSE printf('"%s%d.%02d"', CASE WHEN (purchase_1.total < 0) THEN '-' ELSE '' END, abs(purchase_1.total / 100), abs(purchase_1.total % 100)) END || '}}' AS joined_3 
FROM purchase AS purchase_1 
WHERE purchase_1.id = item_1.value AND purchase_1.environment = ?), 'null') WHEN (substr(item_1.value, 1, 3) = 'itm') THEN coalesce((SELECT '{"__typename":"Item","id":' || json_quote(item_2.id) || '}' AS joined_4 
FROM item AS item_2 
WHERE item_2.id = item_1.value AND item_2.environment = ?), 'null') ELSE 'null' END AS answer 
FROM json_each(?) AS item_1 ORDER BY item_1."key") AS found;
