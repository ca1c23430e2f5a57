SELECT w.n, b.name, b.is_test, b.notice
  FROM unnest($1::int[], $2::int[], $3::smallint[]) WITH ORDINALITY AS w (workspace_id, customer_id, slot, n)
  JOIN message m ON m.workspace_id = w.workspace_id AND m.customer_id = w.customer_id AND m.slot = w.slot
  JOIN batch b ON b.workspace_id = m.workspace_id AND b.id = m.batch_id
 ORDER BY w.n
