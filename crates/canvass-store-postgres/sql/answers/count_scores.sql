-- Exactly what scan_scores and scan_cut_scores would find for this customer. The order keeps two nodes that write the
-- same shard from waiting for each other crosswise.
INSERT INTO score_count AS s (workspace_id, questionnaire_id, question_id, column_id, month, value_id, score, shard, answers)
SELECT a.workspace_id, a.questionnaire_id, a.question_id, x.column_id, a.month, x.value_id, a.score, $3::int, count(*)
  FROM answer a
 CROSS JOIN (SELECT 0 AS column_id, 0 AS value_id
             UNION ALL
             SELECT column_id, value_id FROM answer_cut WHERE workspace_id = $1 AND customer_id = $2) AS x
 WHERE a.workspace_id = $1 AND a.customer_id = $2 AND a.month IS NOT NULL AND NOT a.is_test AND a.score IS NOT NULL
 GROUP BY 1, 2, 3, 4, 5, 6, 7
 ORDER BY 1, 2, 3, 4, 5, 6, 7
    ON CONFLICT (workspace_id, questionnaire_id, question_id, column_id, month, value_id, score, shard)
       DO UPDATE SET answers = s.answers + excluded.answers
