-- A customer with each of its messages that left, or without one.
SELECT w.n, o.questionnaire_id, m.slot, m.state, o.channel, m.handed_over_at, o.finished_at, o.opened_at,
       o.segment_id IS NOT NULL AS is_transaction
  FROM unnest($1::int[], $2::int[]) WITH ORDINALITY AS w (workspace_id, customer_id, n)
  JOIN customer c ON c.workspace_id = w.workspace_id AND c.id = w.customer_id
  JOIN customer o ON o.workspace_id = c.workspace_id AND o.contact_hash = c.contact_hash AND o.id <> c.id
        AND NOT o.is_test
  LEFT JOIN message m ON m.workspace_id = o.workspace_id AND m.customer_id = o.id AND m.slot < 100
 WHERE m.state IN (2, 3, 5) OR o.finished_at IS NOT NULL
