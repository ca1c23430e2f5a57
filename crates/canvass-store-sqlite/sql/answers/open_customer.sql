UPDATE customer SET state = 5, opened_at = COALESCE(opened_at, ?3)
WHERE workspace_id = ?1 AND id = ?2 AND state IN (1, 2, 3, 4, 11)
