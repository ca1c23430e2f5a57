SELECT state, count(*) AS messages
  FROM message
 WHERE workspace_id = $1 AND customer_id BETWEEN $2 AND $3 AND batch_id = $4 AND slot < 100 AND state IN (2, 3, 5)
 GROUP BY state ORDER BY state
