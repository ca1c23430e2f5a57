UPDATE customer SET state = ?3, reason = ?4 WHERE workspace_id = ?1 AND id = ?2 AND state IN (1, 2)
RETURNING batch_id
