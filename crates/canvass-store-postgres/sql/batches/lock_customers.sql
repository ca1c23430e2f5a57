-- The customers stay as they are until the decision about them is written. What is known of them is read by the next
-- statement, which sees what was committed while this one waited.
SELECT count(*)
  FROM (SELECT FROM customer WHERE workspace_id = $1 AND id BETWEEN $2 AND $3 AND batch_id = $4 AND state <= 6
         ORDER BY id FOR UPDATE) AS held
