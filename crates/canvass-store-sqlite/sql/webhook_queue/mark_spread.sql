UPDATE event SET spread_at = ?3 WHERE workspace_id = ?1 AND id = ?2
