-- A try of mail that left before is stopped: it stays sent, as of the try that is told already (Q48).
UPDATE message SET state = CASE WHEN round > 1 AND ?4 IN (8, 9) THEN 5 ELSE ?4 END,
    settled_at = CASE WHEN round > 1 AND ?4 IN (8, 9) THEN NULL ELSE ?5 END, peer = ?6, last_line = ?7, node_id = NULL, lease_until = NULL
WHERE workspace_id = ?1 AND customer_id = ?2 AND slot = ?3
