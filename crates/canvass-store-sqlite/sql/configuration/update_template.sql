UPDATE template SET name = ?3, subject = ?4, text_body = ?5, html_body = ?6, sms_body = ?7
 WHERE workspace_id = ?1 AND id = ?2
