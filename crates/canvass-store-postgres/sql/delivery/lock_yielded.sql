-- Those about whom something is to be decided. Who is held by another transaction is met by the next sweep.
SELECT y.workspace_id, y.customer_id, y.winner_id, coalesce(m.state, 9::smallint) AS message_state, m.ends_at < $1 AS is_over,
       coalesce(w.state IN (3, 4, 5, 6, 7, 11) OR wm.state = 5, false) AS is_asked, c.batch_id
  FROM yielded y
  JOIN customer c ON c.workspace_id = y.workspace_id AND c.id = y.customer_id
  LEFT JOIN message m ON m.workspace_id = y.workspace_id AND m.customer_id = y.customer_id AND m.slot = 0
  LEFT JOIN customer w ON w.workspace_id = y.workspace_id AND w.id = y.winner_id
  LEFT JOIN message wm ON wm.workspace_id = y.workspace_id AND wm.customer_id = y.winner_id AND wm.slot = 0
 WHERE
    (m.state IS NULL OR m.state <> 4 OR m.ends_at < $1 OR w.id IS NULL
         OR NOT (w.state = 1 OR w.state = 2 AND coalesce(wm.state, 5) IN (0, 1, 2, 3, 4)))
 ORDER BY y.workspace_id, y.customer_id LIMIT $2
   FOR UPDATE OF c SKIP LOCKED
