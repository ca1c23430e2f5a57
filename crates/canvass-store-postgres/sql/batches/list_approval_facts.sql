-- The message is looked up by its whole key for each customer. As a join, a planner that knows little of a young table
-- walks all messages of the workspace once for each customer.
SELECT c.id, c.state,
       (SELECT m.state FROM message m
         WHERE m.workspace_id = c.workspace_id AND m.customer_id = c.id AND m.slot = 0) AS message_state,
       c.send_at, c.ends_at, c.is_waiting
  FROM customer c
 WHERE c.workspace_id = $1 AND c.id BETWEEN $2 AND $3 AND c.batch_id = $4 AND c.state <= 6
 ORDER BY c.id
