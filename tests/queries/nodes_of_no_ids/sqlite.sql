SELECT '[' || coalesce(group_concat(found.answer), '') || ']' AS answer 
FROM (SELECT 'null' AS answer 
FROM json_each(?) AS item_1 ORDER BY item_1."key") AS found;
