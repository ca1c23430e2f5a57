SELECT id, sha1, sha256, public_key, subject, ends_at, created_at
FROM certificate WHERE workspace_id = $1 ORDER BY id
