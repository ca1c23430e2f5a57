-- What left before falls back and is told already (Q48).
-- In the order of the key, as a hand-over takes them.
WITH stopped AS MATERIALIZED (
    SELECT customer_id, slot
      FROM message
     WHERE workspace_id = $1 AND customer_id BETWEEN $2 AND $3 AND batch_id = $5 AND slot < 100 AND state IN (0, 1, 4)
     ORDER BY customer_id, slot
       FOR UPDATE
), cancelled AS (
    UPDATE message m
       SET state = coalesce(m.fallback, 9), settled_at = CASE WHEN m.fallback IS NULL THEN $4::bigint END, node_id = NULL,
           lease_until = NULL
      FROM stopped s
     WHERE m.workspace_id = $1 AND m.customer_id = s.customer_id AND m.slot = s.slot
    RETURNING m.state
)
SELECT count(*) FILTER (WHERE state = 9) FROM cancelled
