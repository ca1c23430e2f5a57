UPDATE webhook SET next_sequence = ?3 WHERE workspace_id = ?1 AND id = ?2
