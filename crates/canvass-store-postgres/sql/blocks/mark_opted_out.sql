UPDATE customer
   SET opted_out_at = coalesce(opted_out_at, $3),
       reason = CASE WHEN state <= 4 THEN 'OptedOut' ELSE reason END,
       state = CASE WHEN state <= 4 THEN 12 ELSE state END
 WHERE workspace_id = $1 AND id = ANY ($2::int[])
