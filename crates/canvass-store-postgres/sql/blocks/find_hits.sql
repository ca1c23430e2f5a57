SELECT k.n, b.id, b.kind
  FROM unnest($2::int[], $3::int[], $4::bytea[], $5::int[]) AS k (n, column_id, hash, questionnaire_id)
  JOIN block_key s ON s.workspace_id = $1 AND s.column_id = k.column_id AND s.hash = k.hash
  JOIN block b ON b.workspace_id = s.workspace_id AND b.id = s.block_id
 WHERE (b.ends_at IS NULL OR b.ends_at > $6) AND (b.questionnaire_id IS NULL OR b.questionnaire_id = k.questionnaire_id)
 GROUP BY k.n, b.id, b.kind, s.group_number, s.group_size
HAVING count(*) = s.group_size
