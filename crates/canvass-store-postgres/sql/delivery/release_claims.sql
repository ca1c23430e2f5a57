-- Claims whose lease is over and claims of dead nodes. An own node ($4) is never dead to itself.
WITH lapsed AS MATERIALIZED (
    SELECT m.workspace_id, m.customer_id, m.slot
      FROM message m
      LEFT JOIN node n ON n.node_id = m.node_id
     WHERE m.state = 1
       AND (m.lease_until <= $1 OR n.beat_at < $2 AND m.node_id IS DISTINCT FROM $4)
     LIMIT $3
       FOR UPDATE OF m SKIP LOCKED
)
UPDATE message m SET state = 0, node_id = NULL, lease_until = NULL
  FROM lapsed l
 WHERE m.workspace_id = l.workspace_id AND m.customer_id = l.customer_id AND m.slot = l.slot
