-- The numbers of customers may have been given out in another order than chunks are stored.
UPDATE batch
   SET customers = customers + $4::int, first_customer = least(first_customer, $3::int),
       last_customer = greatest(last_customer, $3::int + $4::int - 1), open_until = $5, look_at = $5
 WHERE workspace_id = $1 AND id = $2 AND state IN ('PendingApproval', 'Approved', 'Active')
RETURNING customers - $4::int
