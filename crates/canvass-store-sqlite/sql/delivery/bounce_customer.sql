UPDATE customer SET state = 11 WHERE workspace_id = ?1 AND id = ?2 AND state IN (2, 3, 4)
