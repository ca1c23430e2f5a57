-- If no customer of the batch is open any more, the next sweep looks at it (E5). Open neighbours by number are looked up, not
-- the whole batch: first some way off, because those who were invited together answer together, and whoever is looked at
-- here waits until this commits. One that another transaction holds does not count: it may be at its end when that commits,
-- and that transaction cannot see the end of this customer either. Marked once too often, the sweep finds somebody open and
-- sets the time of the next look.
WITH far_later AS MATERIALIZED (
    SELECT c.id
      FROM customer c
     WHERE c.workspace_id = $1 AND c.id > $3 + 100 AND c.batch_id = $2 AND c.state <= 6
       AND c.id <= (SELECT coalesce(last_customer, first_customer + customers - 1)
                       FROM batch WHERE workspace_id = $1 AND id = $2)
     ORDER BY c.id LIMIT 1
       FOR SHARE SKIP LOCKED
), far_earlier AS MATERIALIZED (
    SELECT c.id
      FROM customer c
     WHERE c.workspace_id = $1 AND c.id < $3 - 100 AND c.batch_id = $2 AND c.state <= 6
       AND c.id >= (SELECT first_customer FROM batch WHERE workspace_id = $1 AND id = $2)
     ORDER BY c.id DESC LIMIT 1
       FOR SHARE SKIP LOCKED
), later AS MATERIALIZED (
    SELECT c.id
      FROM customer c
     WHERE c.workspace_id = $1 AND c.id > $3 AND c.id <= $3 + 100 AND c.batch_id = $2 AND c.state <= 6
     ORDER BY c.id LIMIT 1
       FOR SHARE SKIP LOCKED
), earlier AS MATERIALIZED (
    SELECT c.id
      FROM customer c
     WHERE c.workspace_id = $1 AND c.id < $3 AND c.id >= $3 - 100 AND c.batch_id = $2 AND c.state <= 6
     ORDER BY c.id DESC LIMIT 1
       FOR SHARE SKIP LOCKED
)
UPDATE batch SET look_at = coalesce(open_until, 0)
 WHERE workspace_id = $1 AND id = $2 AND state IN ('PendingApproval', 'Approved', 'Active')
   AND NOT EXISTS (SELECT FROM far_later) AND NOT EXISTS (SELECT FROM far_earlier)
   AND NOT EXISTS (SELECT FROM later) AND NOT EXISTS (SELECT FROM earlier)
