SELECT state, count(*) AS messages
  FROM message WHERE workspace_id = $1 AND customer_id BETWEEN $2 AND $3 AND slot <= $5
   AND ($4::int IS NULL OR batch_id = $4)
 GROUP BY state ORDER BY state
