-- A day batch is not looked at before its day is over (E5).
UPDATE batch SET look_at = CASE WHEN ?3 < open_until THEN open_until ELSE ?3 END WHERE workspace_id = ?1 AND id = ?2
