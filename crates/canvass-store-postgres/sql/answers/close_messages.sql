-- An answer makes waiting mail needless and proves that mail in doubt arrived. A part of one leaves the reminder to finish it:
-- slots from $4 on wait. What left before falls back and is told already (Q48).
UPDATE message SET state = CASE WHEN state = 3 THEN 5 ELSE COALESCE(fallback, 9) END,
    settled_at = CASE WHEN state = 3 OR fallback IS NULL THEN $3::bigint END, node_id = NULL, lease_until = NULL
WHERE workspace_id = $1 AND customer_id = $2 AND slot < 100 AND (state = 3 OR state IN (0, 1, 4) AND slot < $4)
RETURNING slot, state = 5 AND settled_at IS NOT NULL AS was_in_doubt
