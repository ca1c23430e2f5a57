SELECT b.send_time
  FROM customer c
  JOIN batch b ON b.workspace_id = c.workspace_id AND b.id = c.batch_id
 WHERE c.workspace_id = $1 AND c.id = $2
