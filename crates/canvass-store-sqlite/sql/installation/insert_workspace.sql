INSERT INTO workspace (workspace_id, slug, name, zone, send_time, closing_time, open_days, language, sender_name,
    configuration_version, created_at, policy)
VALUES ((SELECT COALESCE(MAX(workspace_id), 0) + 1 FROM workspace), ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, 1, ?9, ?10)
RETURNING workspace_id
