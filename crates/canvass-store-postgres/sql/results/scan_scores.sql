SELECT month, '' AS value, score, count(*) AS answers
  FROM answer
 WHERE workspace_id = $1 AND questionnaire_id = $2 AND question_id = $3 AND month IS NOT NULL AND NOT is_test
   AND score IS NOT NULL
 GROUP BY month, score ORDER BY month, score
