SELECT group_number, column_id, hash FROM block_key WHERE workspace_id = ?1 AND block_id = ?2
ORDER BY group_number, column_id, hash
