UPDATE batch SET open_until = NULL WHERE workspace_id = ?1 AND id = ?2 AND open_until IS NOT NULL
