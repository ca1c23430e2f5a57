INSERT INTO organisation_value (workspace_id, organisation_id, field_id, value) VALUES ($1, $2, $3, $4)
ON CONFLICT (workspace_id, organisation_id, field_id) DO UPDATE SET value = excluded.value
