INSERT INTO contact (workspace_id, address_hash, number, first_seen_at) VALUES (?1, ?2, ?3, ?4) ON CONFLICT DO NOTHING
