SELECT attempt, at, took_ms, status, failure, answer
FROM webhook_attempt WHERE workspace_id = ?1 AND webhook_id = ?2 AND sequence = ?3 ORDER BY attempt
