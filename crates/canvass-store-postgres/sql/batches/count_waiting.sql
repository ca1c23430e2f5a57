SELECT count(*) AS waiting
  FROM customer c
  JOIN batch b ON b.workspace_id = c.workspace_id AND b.id = c.batch_id
 WHERE c.workspace_id = $1 AND c.id BETWEEN $2 AND $3 AND c.batch_id = $4 AND c.state = 1
   AND (b.state = 'PendingApproval' OR c.is_waiting AND b.state IN ('Approved', 'Active'))
