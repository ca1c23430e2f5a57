INSERT INTO contact (workspace_id, address_hash, number, first_seen_at, organisation_id)
VALUES (?1, ?2, ?3, ?4, (SELECT organisation_id FROM held_domain WHERE workspace_id = ?1 AND domain = ?5))
ON CONFLICT DO NOTHING
