SELECT customer_id, slot, batch_id, state, due_at, closes_at, ends_at, fence, attempts, tries, round, first_left_at,
       handed_over_at, settled_at, peer, last_line
  FROM message
 WHERE workspace_id = $1 AND customer_id BETWEEN $2 AND $3 AND ($4::smallint IS NULL OR state = $4)
   AND ($6::int IS NULL OR batch_id = $6) AND slot < 100 AND state IN (2, 3, 5)
 ORDER BY customer_id, slot LIMIT $5
