-- The same for what is in doubt or held, by the index of those few.
SELECT customer_id, slot, batch_id, state, due_at, closes_at, ends_at, fence, attempts, tries, round, first_left_at,
       handed_over_at, settled_at, peer, last_line
  FROM message
 WHERE workspace_id = $1 AND state IN (3, 4) AND state = $4::smallint AND customer_id BETWEEN $2 AND $3
   AND ($6::int IS NULL OR batch_id = $6)
 ORDER BY customer_id, slot LIMIT $5
