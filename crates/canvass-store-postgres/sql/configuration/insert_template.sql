INSERT INTO template (workspace_id, id, name, document, sms_body)
VALUES ($1, $2, $3, $4, $5) ON CONFLICT ON CONSTRAINT template_name DO NOTHING
