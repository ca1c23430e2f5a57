SELECT block.id, block.kind, block.questionnaire_id, block.opt_in, block.customer_id, block.starts_at, block.ends_at,
    block.created_at, block_key.group_number, block_key.group_size
FROM block_key
JOIN block ON block.workspace_id = block_key.workspace_id AND block.id = block_key.block_id
WHERE block_key.workspace_id = ?1 AND block_key.column_id = ?2 AND block_key.hash = ?3
    AND (block.ends_at IS NULL OR block.ends_at > ?4)
