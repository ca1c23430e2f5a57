-- Mail in doubt was sent. What waits because it came back falls back: the person has it after all (Q48).
UPDATE message SET state = CASE WHEN state = 3 THEN 5 ELSE fallback END, settled_at = CASE WHEN state = 3 THEN $3::bigint END,
    node_id = NULL, lease_until = NULL
WHERE workspace_id = $1 AND customer_id = $2 AND slot < 100
    AND (state = 3 OR fallback IS NOT NULL AND state IN (0, 1, 4))
RETURNING slot, settled_at IS NOT NULL AS was_in_doubt
