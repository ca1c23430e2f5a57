INSERT INTO contact (workspace_id, address_hash, first_seen_at) VALUES (?1, ?2, ?3) ON CONFLICT DO NOTHING
