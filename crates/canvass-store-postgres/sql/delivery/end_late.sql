-- A try of mail that left before is stopped: it stays sent, as of the try that is told already (Q48).
WITH late AS MATERIALIZED (
    SELECT customer_id, slot
      FROM message
     WHERE workspace_id = $1 AND state = 0 AND due_at < $2 AND slot < 100
     ORDER BY due_at, customer_id
     LIMIT $3
       FOR UPDATE SKIP LOCKED
)
UPDATE message m SET state = CASE WHEN m.round > 1 AND $4::smallint IN (8, 9) THEN 5 ELSE $4::smallint END,
    settled_at = CASE WHEN m.round > 1 AND $4::smallint IN (8, 9) THEN NULL ELSE $5::bigint END
  FROM late
 WHERE m.workspace_id = $1 AND m.customer_id = late.customer_id AND m.slot = late.slot
RETURNING m.customer_id
