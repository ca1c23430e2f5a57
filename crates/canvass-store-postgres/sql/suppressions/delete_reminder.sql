-- A reminder that waits behind its invitation, as far as it never left.
DELETE FROM message
 WHERE workspace_id = $1 AND customer_id = $2 AND slot = 1 AND state IN (0, 1, 4) AND handed_over_at IS NULL
