-- The customers stay as they are until the decision about them is written.
SELECT c.id, c.state, m.state AS message_state, c.send_at, c.ends_at
  FROM customer c
  LEFT JOIN message m ON m.workspace_id = c.workspace_id AND m.customer_id = c.id AND m.slot = 0
 WHERE c.workspace_id = $1 AND c.id BETWEEN $2 AND $3 AND c.state <= 6
 ORDER BY c.id
   FOR UPDATE OF c
