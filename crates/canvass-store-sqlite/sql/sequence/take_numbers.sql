INSERT INTO sequence (workspace_id, name, next) VALUES (?1, ?2, 1 + ?3)
ON CONFLICT (workspace_id, name) DO UPDATE SET next = next + ?3
RETURNING next - ?3
