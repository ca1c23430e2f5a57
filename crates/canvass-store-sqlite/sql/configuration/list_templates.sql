SELECT id, name, document, sms_body FROM template WHERE workspace_id = ?1 ORDER BY id
