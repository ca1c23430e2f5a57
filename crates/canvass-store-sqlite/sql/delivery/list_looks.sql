SELECT workspace_id, id, kind, first_customer, COALESCE(last_customer, first_customer + customers - 1)
FROM batch INDEXED BY batch_look WHERE look_at IS NOT NULL AND look_at < ?1 ORDER BY look_at LIMIT ?2
