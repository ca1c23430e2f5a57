INSERT INTO file_content (workspace_id, digest, bytes) VALUES (?1, ?2, ?3) ON CONFLICT DO NOTHING
