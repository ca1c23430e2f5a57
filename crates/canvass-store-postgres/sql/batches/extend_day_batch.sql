-- The lock of the row makes those who add to it at once take turns; their numbers may have been given out in another
-- order.
UPDATE batch
   SET customers = customers + $7::int, first_customer = least(first_customer, $6::int),
       last_customer = greatest(last_customer, $6::int + $7::int - 1), look_at = open_until
 WHERE workspace_id = $1 AND day_kind = $2 AND day_questionnaire = $3 AND is_test = $4 AND day = $5
   AND day IS NOT NULL AND state IN ('Approved', 'Active')
RETURNING id, customers - $7::int
