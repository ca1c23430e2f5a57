INSERT INTO suppression (workspace_id, block_id, contact_hash, kind, source, last_line)
VALUES ($1, $2, $3, $4, $5, $6)
