UPDATE batch SET state = 'Closed', closed_at = ?3, look_at = NULL
WHERE workspace_id = ?1 AND id = ?2 AND state IN ('PendingApproval', 'Approved', 'Active')
