-- A customer with each of its messages that left or waits, or without one.
SELECT k.n, c.questionnaire_id, m.slot, m.state, c.channel, m.handed_over_at, c.finished_at, c.opened_at,
       c.segment_id IS NOT NULL AS is_transaction
  FROM unnest($2::int[], $3::bytea[], $4::int[]) AS k (n, hash, own)
  JOIN customer c ON c.workspace_id = $1 AND c.contact_hash = k.hash AND c.id <> k.own AND NOT c.is_test
  LEFT JOIN message m ON m.workspace_id = c.workspace_id AND m.customer_id = c.id AND m.slot < 100
 WHERE m.state IN (0, 1, 2, 3, 4, 5) OR c.finished_at IS NOT NULL
