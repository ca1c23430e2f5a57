UPDATE template SET name = ?3, document = ?4, sms_body = ?5 WHERE workspace_id = ?1 AND id = ?2
