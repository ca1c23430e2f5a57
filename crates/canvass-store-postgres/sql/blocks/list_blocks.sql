SELECT id, kind, questionnaire_id, opt_in, customer_id, starts_at, ends_at, created_at
  FROM block WHERE workspace_id = $1 AND kind = $2 AND id > $3 ORDER BY id LIMIT $4
