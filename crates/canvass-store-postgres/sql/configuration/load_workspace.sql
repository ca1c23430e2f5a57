SELECT workspace_id, slug, name, zone, send_time, closing_time, open_days, language, sender_name, policy, created_at,
       configuration_version
  FROM workspace WHERE workspace_id = $1
