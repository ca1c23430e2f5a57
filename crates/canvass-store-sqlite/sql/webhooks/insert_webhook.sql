INSERT INTO webhook (workspace_id, id, standing, kinds, keep_days, created_at, changed_at, url, description, secret,
    headers)
VALUES (?1, ?2, 0, ?3, ?4, ?5, ?5, ?6, ?7, ?8, ?9)
