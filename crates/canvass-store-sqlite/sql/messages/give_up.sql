UPDATE message SET state = CASE state WHEN 3 THEN 6 ELSE 9 END, settled_at = ?4, node_id = NULL, lease_until = NULL
WHERE workspace_id = ?1 AND customer_id = ?2 AND slot = ?3 AND state IN (3, 4)
