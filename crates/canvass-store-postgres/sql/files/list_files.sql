SELECT id, name, media_type, size, digest, thumbprint, encryption_key, created_at
  FROM file WHERE workspace_id = $1 AND id = ANY ($2::int[]) ORDER BY id
