-- A try of mail that left before is stopped: it stays sent, as of the try that is told already (Q48).
UPDATE message m SET state = CASE WHEN m.round > 1 THEN 5 ELSE 8 END,
    settled_at = CASE WHEN m.round > 1 THEN NULL ELSE $3::bigint END, node_id = NULL, lease_until = NULL
  FROM unnest($1::int[], $2::int[]) AS w (workspace_id, customer_id)
 WHERE m.workspace_id = w.workspace_id AND m.customer_id = w.customer_id AND m.slot < 100
   AND m.state IN (0, 1, 4)
