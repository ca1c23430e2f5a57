-- Held until the transaction ends, in the order of their numbers. The customer who says it is marked whatever its state.
SELECT c.id, c.state, c.batch_id
  FROM customer c
 WHERE c.workspace_id = $1 AND c.id = ANY ($2::int[]) AND (c.state <= 6 OR c.state = 9 OR c.id = $3::int)
 ORDER BY c.id
   FOR UPDATE OF c
