INSERT INTO organisation_field (workspace_id, id, name, name_key, kind) VALUES (?1, ?2, ?3, ?4, ?5)
