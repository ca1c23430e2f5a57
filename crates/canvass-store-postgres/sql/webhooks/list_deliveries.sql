SELECT d.sequence, d.state AS delivery_state, d.due_at, d.tries, d.created_at, d.settled_at, d.status, d.failure,
       e.id AS event_id, e.kind, e.version, e.at, e.batch_id, e.customer_id, e.block_id, e.questionnaire_id, e.slot, e.state,
       e.before, e.word
  FROM webhook_delivery d
  JOIN event e ON e.workspace_id = d.workspace_id AND e.id = d.event_id
 WHERE d.workspace_id = $1 AND d.webhook_id = $2 AND d.sequence BETWEEN $3 AND $4
   AND ($5::smallint IS NULL OR d.state = $5) AND d.created_at BETWEEN $6 AND $7
 ORDER BY d.sequence LIMIT $8
