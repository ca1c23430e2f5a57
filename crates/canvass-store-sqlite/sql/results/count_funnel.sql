SELECT state, reason, invited_at IS NOT NULL, opened_at IS NOT NULL, started_at IS NOT NULL, COUNT(*)
FROM customer
WHERE workspace_id = ?1 AND is_test = 0 AND (?2 IS NULL OR questionnaire_id = ?2)
GROUP BY 1, 2, 3, 4, 5 ORDER BY 1, 2, 3, 4, 5
