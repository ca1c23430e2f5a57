SELECT 1 FROM customer
WHERE workspace_id = ?1 AND id < ?2 AND id >= ?3 AND batch_id = ?4 AND state <= 6 ORDER BY id DESC LIMIT 1
