INSERT INTO workspace (workspace_id, slug, name, zone, send_time, closing_time, open_days, language, sender_name,
                       configuration_version, created_at, policy)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, 1, $10, $11) ON CONFLICT ON CONSTRAINT workspace_slug DO NOTHING
