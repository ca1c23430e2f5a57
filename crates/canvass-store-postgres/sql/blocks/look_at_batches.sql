-- Marked once too often, the sweep finds somebody open and sets the time of the next look.
UPDATE batch SET look_at = 0
 WHERE workspace_id = $1 AND id = ANY ($2::int[]) AND state IN ('PendingApproval', 'Approved', 'Active')
