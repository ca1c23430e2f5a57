UPDATE client SET older_secret_hash = secret_hash, secret_hash = ?3 WHERE workspace_id = ?1 AND id = ?2
