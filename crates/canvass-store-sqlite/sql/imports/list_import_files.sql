SELECT id, name, settings, state, row_count, batch_id, cause, actor, created_at, changed_at
FROM import_file WHERE workspace_id = ?1 AND id > ?2 ORDER BY id LIMIT ?3
