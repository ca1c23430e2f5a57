-- What waits because it came back softly is sent as well, if the person has it after all (Q48).
UPDATE message SET state = 5, settled_at = $3, node_id = NULL, lease_until = NULL
 WHERE workspace_id = $1 AND customer_id = $2 AND slot < 100 AND (state = 3 OR round > 1 AND state IN (0, 1, 4))
RETURNING slot
