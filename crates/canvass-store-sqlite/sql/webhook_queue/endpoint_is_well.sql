UPDATE webhook SET failures = 0, failing_since = NULL, failed_at = NULL, rest_until = 0, delivered_at = ?3
WHERE workspace_id = ?1 AND id = ?2
