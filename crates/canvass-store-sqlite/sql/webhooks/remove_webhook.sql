UPDATE webhook SET standing = 4, changed_at = ?3, secret = x'', older_secret = NULL, headers = NULL
WHERE workspace_id = ?1 AND id = ?2 AND standing < 4
