SELECT e.id AS event_id, e.kind, e.version, e.at, e.batch_id, e.customer_id, e.block_id, e.questionnaire_id, e.slot, e.state,
       e.before, e.word
  FROM event e WHERE e.workspace_id = $1 AND e.spread_at IS NULL ORDER BY e.id LIMIT $2
