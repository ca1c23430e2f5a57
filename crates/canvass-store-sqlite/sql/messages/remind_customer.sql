UPDATE customer SET state = CASE WHEN ?3 = 1 AND state = 3 THEN 4 ELSE state END,
    reminded_at = CASE ?3 WHEN 1 THEN COALESCE(reminded_at, ?4) ELSE reminded_at END,
    partially_reminded_at = CASE ?3 WHEN 2 THEN COALESCE(partially_reminded_at, ?4) ELSE partially_reminded_at END
WHERE workspace_id = ?1 AND id = ?2
