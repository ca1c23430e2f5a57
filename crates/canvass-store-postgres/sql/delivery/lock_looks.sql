SELECT workspace_id, id, kind, state FROM batch
 WHERE look_at IS NOT NULL AND look_at < $1 ORDER BY look_at LIMIT $2
   FOR UPDATE SKIP LOCKED
