INSERT INTO template (workspace_id, id, name, subject, text_body, html_body, sms_body)
VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)
