UPDATE batch SET author = $3 WHERE workspace_id = $1 AND id = $2
