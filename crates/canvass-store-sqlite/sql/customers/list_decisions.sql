SELECT rule, detail, at FROM decision WHERE workspace_id = ?1 AND customer_id = ?2 ORDER BY seq
