-- An answer makes waiting mail needless and proves that mail in doubt arrived, or mail that came back softly (Q48). A part of one leaves the reminder to finish
-- it: slots from ?4 on wait.
UPDATE message SET state = CASE WHEN state = 3 OR round > 1 THEN 5 ELSE 9 END, settled_at = ?3, node_id = NULL, lease_until = NULL
WHERE workspace_id = ?1 AND customer_id = ?2 AND slot < 100 AND (state = 3 OR state IN (0, 1, 4) AND slot < ?4)
RETURNING state, slot
