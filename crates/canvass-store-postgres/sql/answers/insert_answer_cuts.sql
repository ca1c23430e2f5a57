INSERT INTO answer_cut (workspace_id, customer_id, column_id, value_id)
SELECT $1::int, $2::int, n.column_id, n.value_id FROM unnest($3::int[], $4::int[]) AS n (column_id, value_id)
    ON CONFLICT (workspace_id, customer_id, column_id) DO UPDATE SET value_id = excluded.value_id
