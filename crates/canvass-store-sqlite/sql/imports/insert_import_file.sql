INSERT INTO import_file (workspace_id, id, name, settings, state, row_count, actor, created_at, changed_at)
VALUES (?1, ?2, ?3, ?4, 'running', 0, ?5, ?6, ?6)
