UPDATE batch SET state = 'Active' WHERE workspace_id = ?1 AND id = ?2 AND state = 'Approved'
