SELECT s.block_id, s.kind, s.source, b.customer_id, s.last_line, b.starts_at, b.ends_at
FROM suppression s
JOIN block b ON b.workspace_id = s.workspace_id AND b.id = s.block_id
WHERE s.workspace_id = $1 AND s.block_id > $2 ORDER BY s.block_id LIMIT $3
