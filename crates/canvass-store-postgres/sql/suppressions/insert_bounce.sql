INSERT INTO bounce (workspace_id, contact_hash, kind, customer_id, slot, round, reported_at, source, at, last_line)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
ON CONFLICT DO NOTHING
