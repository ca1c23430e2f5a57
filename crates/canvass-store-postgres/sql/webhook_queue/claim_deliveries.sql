WITH due AS MATERIALIZED (
    SELECT sequence, due_at
      FROM webhook_delivery
     WHERE workspace_id = $1 AND webhook_id = $2 AND state = 0 AND due_at <= $3
     ORDER BY due_at, sequence LIMIT $4
       FOR UPDATE SKIP LOCKED
), taken AS (
    UPDATE webhook_delivery d SET state = 1, fence = d.fence + 1, node_id = $5, lease_until = $6
      FROM due
     WHERE d.workspace_id = $1 AND d.webhook_id = $2 AND d.sequence = due.sequence
    RETURNING d.workspace_id, d.sequence, d.fence, d.tries, d.round, d.event_id, due.due_at
)
SELECT t.sequence, t.fence, t.tries, t.round, e.id AS event_id, e.kind, e.version, e.at, e.batch_id, e.customer_id, e.block_id, e.questionnaire_id, e.slot, e.state,
       e.before, e.word
  FROM taken t
  JOIN event e ON e.workspace_id = t.workspace_id AND e.id = t.event_id
 ORDER BY t.due_at, t.sequence
