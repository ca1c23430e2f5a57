UPDATE batch SET look_at = 0
WHERE workspace_id = ?1 AND id = ?2 AND state IN ('PendingApproval', 'Approved', 'Active')
