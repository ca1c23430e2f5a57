SELECT state, reason, count(*) AS customers
  FROM customer WHERE workspace_id = $1 AND id BETWEEN $2 AND $3 AND batch_id = $4
 GROUP BY state, reason ORDER BY state, reason
