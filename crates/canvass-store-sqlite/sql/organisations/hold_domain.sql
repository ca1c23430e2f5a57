INSERT INTO held_domain (workspace_id, domain, organisation_id) VALUES (?1, ?2, ?3)
