SELECT '{"__typename":"Shop","id":' || CAST(to_json(shop_1.id) AS TEXT) || ',"name":' || CAST(to_json(shop_1.name) AS TEXT) || '}' AS answer 
FROM shop AS shop_1 
WHERE shop_1.environment = $1::VARCHAR COLLATE "C" AND shop_1.id = $2::VARCHAR COLLATE "C";

SELECT '{"__typename":"Item","id":' || CAST(to_json(item_1.id) AS TEXT) || ',"sku":' || CAST(to_json(item_1.sku) AS TEXT) || '}' AS answer 
FROM item AS item_1 
WHERE item_1.environment = $1::VARCHAR COLLATE "C" AND item_1.id = $2::VARCHAR COLLATE "C";

SELECT CAST(NULL AS TEXT) AS anon_1 
WHERE false;

SELECT CAST(NULL AS TEXT) AS anon_1 
WHERE false;
