-- Without a message only a finished response that was added makes rest (E76); that of a transaction, and a link handed
-- out for one, do not (Q45, Q69).
SELECT k.n, c.questionnaire_id, m.state, m.handed_over_at, c.finished_at, c.opened_at
  FROM unnest($2::int[], $3::bytea[], $4::int[]) AS k (n, hash, own)
  JOIN customer c ON c.workspace_id = $1 AND c.contact_hash = k.hash AND c.id <> k.own AND NOT c.is_test
  LEFT JOIN message m ON m.workspace_id = c.workspace_id AND m.customer_id = c.id AND m.slot = 0
 WHERE m.state IN (0, 1, 2, 3, 4, 5) OR m.state IS NULL AND c.finished_at IS NOT NULL AND c.segment_id IS NULL
