-- An answer makes waiting mail needless and proves that mail in doubt arrived.
UPDATE message SET state = CASE state WHEN 3 THEN 5 ELSE 9 END, settled_at = $3, node_id = NULL, lease_until = NULL
 WHERE workspace_id = $1 AND customer_id = $2 AND slot < 100 AND state IN (0, 1, 3, 4)
RETURNING state
