INSERT INTO file (workspace_id, id, name, media_type, size, digest, thumbprint, encryption_key, created_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
