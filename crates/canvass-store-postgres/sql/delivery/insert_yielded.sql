INSERT INTO yielded (workspace_id, customer_id, winner_id, at)
SELECT w.workspace_id, w.customer_id, w.winner_id, $4::bigint
  FROM unnest($1::int[], $2::int[], $3::int[]) AS w (workspace_id, customer_id, winner_id)
