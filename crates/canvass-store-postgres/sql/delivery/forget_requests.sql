DELETE FROM request
 WHERE (workspace_id, route, key) IN (SELECT workspace_id, route, key FROM request WHERE made_at <= $1
                                       ORDER BY made_at LIMIT $2 FOR UPDATE SKIP LOCKED)
