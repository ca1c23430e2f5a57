UPDATE customer SET state = 8, reason = ?3 WHERE workspace_id = ?1 AND id = ?2 AND state <= 5
