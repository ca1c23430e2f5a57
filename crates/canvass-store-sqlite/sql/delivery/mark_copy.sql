UPDATE message SET dedupe_since = CASE WHEN dedupe_key = ?5 THEN dedupe_since ELSE handed_over_at END, dedupe_key = ?5,
    dedupe_attempt = attempts
WHERE workspace_id = ?1 AND customer_id = ?2 AND slot = ?3 AND fence = ?4 AND state = 2
