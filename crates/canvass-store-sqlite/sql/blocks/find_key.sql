SELECT block.id, block.kind, block_key.group_number, block_key.group_size
FROM block_key
JOIN block ON block.workspace_id = block_key.workspace_id AND block.id = block_key.block_id
WHERE block_key.workspace_id = ?1 AND block_key.column_id = ?2 AND block_key.hash = ?3
    AND (block.ends_at IS NULL OR block.ends_at > ?4)
    AND (block.questionnaire_id IS NULL OR block.questionnaire_id = ?5)
