SELECT s.block_id, s.kind, s.source, b.customer_id, s.last_line, b.starts_at, b.ends_at
FROM suppression s
JOIN block b ON b.workspace_id = s.workspace_id AND b.id = s.block_id
WHERE s.workspace_id = $1 AND s.contact_hash = $2 AND (b.ends_at IS NULL OR b.ends_at > $3)
LIMIT 1
