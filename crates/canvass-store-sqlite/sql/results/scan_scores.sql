SELECT month, '', score, COUNT(*) FROM answer
WHERE workspace_id = ?1 AND questionnaire_id = ?2 AND question_id = ?3 AND month IS NOT NULL AND is_test = 0
    AND score IS NOT NULL
GROUP BY month, score ORDER BY 1, 2, 3
