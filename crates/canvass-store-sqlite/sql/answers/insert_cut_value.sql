INSERT INTO cut_value (workspace_id, column_id, id, value)
VALUES (?1, ?2, (SELECT COALESCE(MAX(id), 0) + 1 FROM cut_value WHERE workspace_id = ?1 AND column_id = ?2), ?3)
RETURNING id
