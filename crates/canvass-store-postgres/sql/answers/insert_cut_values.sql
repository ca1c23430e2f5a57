-- Sorted by the caller; waits for a transaction that makes the same value.
INSERT INTO cut_value (workspace_id, column_id, id, value)
SELECT $1::int, n.column_id, $2::int + n.n::int - 1, n.value
  FROM unnest($3::int[], $4::text[]) WITH ORDINALITY AS n (column_id, value, n)
    ON CONFLICT DO NOTHING
