UPDATE customer SET state = 2, reason = NULL
 WHERE workspace_id = $1 AND id = $2 AND state = 9 AND reason = 'LowerPriority'
