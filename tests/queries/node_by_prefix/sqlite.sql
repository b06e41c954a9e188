SELECT '{"__typename":"Shop","id":' || json_quote(shop_1.id) || ',"name":' || json_quote(shop_1.name) || '}' AS answer 
FROM shop AS shop_1 
WHERE shop_1.environment = ? AND shop_1.id = ?;

SELECT '{"__typename":"Item","id":' || json_quote(item_1.id) || ',"sku":' || json_quote(item_1.sku) || '}' AS answer 
FROM item AS item_1 
WHERE item_1.environment = ? AND item_1.id = ?;

SELECT CAST(NULL AS TEXT) AS anon_1 
WHERE 0 = 1;

SELECT CAST(NULL AS TEXT) AS anon_1 
WHERE 0 = 1;
