SELECT id, name, subject, text_body, html_body, sms_body FROM template WHERE workspace_id = ?1 ORDER BY id
