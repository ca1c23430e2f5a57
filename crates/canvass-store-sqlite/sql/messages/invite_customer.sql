UPDATE customer SET state = CASE state WHEN 2 THEN 3 ELSE state END, invited_at = COALESCE(invited_at, ?3)
WHERE workspace_id = ?1 AND id = ?2
