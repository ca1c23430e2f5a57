-- A try of mail that left before is stopped: it stays sent, as of the try that is told already (Q48).
UPDATE message SET state = CASE WHEN round > 1 THEN 5 ELSE 8 END,
    settled_at = CASE WHEN round > 1 THEN NULL ELSE ?3 END, node_id = NULL, lease_until = NULL
WHERE workspace_id = ?1 AND customer_id = ?2 AND slot < 100 AND state IN (0, 1, 4)
