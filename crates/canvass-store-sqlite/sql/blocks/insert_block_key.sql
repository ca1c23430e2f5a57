INSERT INTO block_key (workspace_id, column_id, hash, block_id, group_number, group_size)
VALUES (?1, ?2, ?3, ?4, ?5, ?6)
