SELECT s.month, coalesce(v.value, '') AS value, s.score, sum(s.answers)::bigint AS answers
  FROM score_count s
  LEFT JOIN cut_value v ON v.workspace_id = s.workspace_id AND v.column_id = s.column_id AND v.id = s.value_id
 WHERE s.workspace_id = $1 AND s.questionnaire_id = $2 AND s.question_id = $3 AND s.column_id = $4
 GROUP BY s.month, v.value, s.score ORDER BY s.month, coalesce(v.value, '') COLLATE "C", s.score
