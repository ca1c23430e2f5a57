SELECT month, COALESCE(cut_value.value, ''), score, SUM(answers)
FROM score_count
LEFT JOIN cut_value ON cut_value.workspace_id = score_count.workspace_id
    AND cut_value.column_id = score_count.column_id AND cut_value.id = score_count.value_id
WHERE score_count.workspace_id = ?1 AND questionnaire_id = ?2 AND question_id = ?3 AND score_count.column_id = ?4
GROUP BY month, value_id, score ORDER BY 1, 2, 3
