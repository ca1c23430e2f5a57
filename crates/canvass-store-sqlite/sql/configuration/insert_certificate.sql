INSERT INTO certificate (workspace_id, id, sha1, sha256, public_key, subject, ends_at, created_at)
VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)
