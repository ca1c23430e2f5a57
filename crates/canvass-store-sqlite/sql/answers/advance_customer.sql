UPDATE customer SET state = ?3, opened_at = CASE WHEN ?5 THEN opened_at ELSE COALESCE(opened_at, ?4) END,
    started_at = COALESCE(started_at, ?4), finished_at = CASE ?3 WHEN 7 THEN ?4 ELSE finished_at END
WHERE workspace_id = ?1 AND id = ?2 AND (state <= 6 OR state = 11)
