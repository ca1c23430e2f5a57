SELECT 1
  FROM unnest($2::int[], $3::bytea[]) AS w (column_id, hash)
  JOIN customer_key k ON k.workspace_id = $1 AND k.column_id = w.column_id AND k.hash = w.hash
  JOIN customer c ON c.workspace_id = k.workspace_id AND c.id = k.customer_id
 WHERE NOT c.is_test AND ($5::int IS NULL OR c.questionnaire_id = $5)
   AND (c.invited_at >= $4 OR c.opened_at >= $4 OR $6::bool AND c.created_at >= $4 AND c.state NOT IN (10, 13))
 LIMIT 1
