SELECT workspace_id, slug, name, zone, send_time, closing_time, open_days, language, sender_name, policy, created_at
FROM workspace WHERE slug = ?1
