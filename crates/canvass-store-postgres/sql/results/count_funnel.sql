SELECT state, reason, invited_at IS NOT NULL AS is_invited, opened_at IS NOT NULL AS is_opened,
       started_at IS NOT NULL AS is_started, count(*) AS customers
  FROM customer
 WHERE workspace_id = $1 AND NOT is_test AND ($2::int IS NULL OR questionnaire_id = $2)
 GROUP BY 1, 2, 3, 4, 5 ORDER BY 1, 2, 3, 4, 5
