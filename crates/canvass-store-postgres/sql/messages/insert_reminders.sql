-- Slot 1 reminds whom the invitation reached and who has not answered; slot 2 who has answered in part.
INSERT INTO message (workspace_id, customer_id, slot, batch_id, state, due_at, closes_at, ends_at, priority, channel)
SELECT c.workspace_id, c.id, w.slot, c.batch_id, 0, w.due_at, w.closes_at, w.ends_at, c.priority, c.channel
  FROM unnest($1::int[], $2::int[], $3::smallint[], $4::bigint[], $5::bigint[], $6::bigint[])
       AS w (workspace_id, customer_id, slot, due_at, closes_at, ends_at)
  JOIN customer c ON c.workspace_id = w.workspace_id AND c.id = w.customer_id
  JOIN message i ON i.workspace_id = c.workspace_id AND i.customer_id = c.id AND i.slot = 0
 WHERE w.slot = 1 AND c.state IN (3, 5) AND i.state + 0 = 5
    OR w.slot = 2 AND c.state = 6 AND i.state + 0 IN (2, 3, 5)
ON CONFLICT (workspace_id, customer_id, slot) DO NOTHING
