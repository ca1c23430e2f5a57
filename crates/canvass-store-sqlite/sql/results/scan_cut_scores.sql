SELECT answer.month, cut_value.value, answer.score, COUNT(*)
FROM answer
JOIN answer_cut ON answer_cut.workspace_id = answer.workspace_id AND answer_cut.customer_id = answer.customer_id
    AND answer_cut.column_id = ?4
JOIN cut_value ON cut_value.workspace_id = answer_cut.workspace_id AND cut_value.column_id = answer_cut.column_id
    AND cut_value.id = answer_cut.value_id
WHERE answer.workspace_id = ?1 AND answer.questionnaire_id = ?2 AND answer.question_id = ?3
    AND answer.month IS NOT NULL AND answer.is_test = 0 AND answer.score IS NOT NULL
GROUP BY answer.month, cut_value.value, answer.score ORDER BY 1, 2, 3
