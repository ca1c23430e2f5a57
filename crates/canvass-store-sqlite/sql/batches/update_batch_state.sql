UPDATE batch SET state = ?3, decided_at = ?4 WHERE workspace_id = ?1 AND id = ?2
