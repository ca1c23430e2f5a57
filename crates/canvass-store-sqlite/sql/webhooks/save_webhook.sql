-- Turned on again, it begins anew.
UPDATE webhook
SET kinds = ?3, keep_days = ?4, changed_at = ?5, url = ?6, description = ?7, secret = ?8, headers = ?9,
    older_secret = ?10, older_until = ?11, standing = ?12,
    failures = CASE WHEN standing <> 0 AND ?12 = 0 THEN 0 ELSE failures END,
    failing_since = CASE WHEN standing <> 0 AND ?12 = 0 THEN NULL ELSE failing_since END,
    failed_at = CASE WHEN standing <> 0 AND ?12 = 0 THEN NULL ELSE failed_at END,
    rest_until = CASE WHEN standing <> 0 AND ?12 = 0 THEN 0 ELSE rest_until END
WHERE workspace_id = ?1 AND id = ?2 AND standing < 4
