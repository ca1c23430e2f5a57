SELECT count(*) FROM bounce
WHERE workspace_id = $1 AND contact_hash = $2 AND kind = 2 AND at >= $3
