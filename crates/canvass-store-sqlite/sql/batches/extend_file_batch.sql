UPDATE batch SET customers = customers + ?4, last_customer = ?3 + ?4 - 1, open_until = ?5, look_at = ?5
WHERE workspace_id = ?1 AND id = ?2 AND state IN ('PendingApproval', 'Approved', 'Active')
RETURNING customers - ?4
