UPDATE workspace SET name = ?2, zone = ?3, send_time = ?4, closing_time = ?5, open_days = ?6, language = ?7,
    sender_name = ?8, policy = ?9
WHERE workspace_id = ?1
