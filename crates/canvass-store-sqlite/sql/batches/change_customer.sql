UPDATE customer SET state = ?4, reason = ?5, ends_at = COALESCE(?6, ends_at), is_waiting = 0
WHERE workspace_id = ?1 AND id = ?3 AND batch_id = ?2
