-- A try of mail that left before is stopped: it stays sent, as of the try that is told already (Q48).
UPDATE message SET state = CASE WHEN round > 1 THEN 5 ELSE 9 END,
    settled_at = CASE WHEN round > 1 THEN NULL ELSE ?4 END, node_id = NULL, lease_until = NULL
WHERE workspace_id = ?1 AND customer_id BETWEEN ?2 AND ?3 AND batch_id = ?5 AND slot < 100 AND state IN (0, 1, 4)
