UPDATE customer SET is_waiting = 1
WHERE workspace_id = ?1 AND id BETWEEN ?2 AND ?3 AND batch_id = ?4 AND state = 1
