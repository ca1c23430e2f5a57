-- If no customer of the batch is open any more, the next sweep looks at it (E5). The nearest open neighbours by number
-- are looked up, not the whole batch. Two last answers at once may each see the other open: then the batch closes at
-- its end date. A batch that somebody works on is left alone rather than waited for.
UPDATE batch SET look_at = 0
 WHERE (workspace_id, id) IN (
       SELECT b.workspace_id, b.id
         FROM batch b
        WHERE b.workspace_id = $1 AND b.id = $2
          AND b.state IN ('PendingApproval', 'Approved', 'Active')
          AND NOT EXISTS (SELECT FROM customer c
                           WHERE c.workspace_id = b.workspace_id AND c.id > $3
                             AND c.id < b.first_customer + b.customers AND c.state <= 6)
          AND NOT EXISTS (SELECT FROM customer c
                           WHERE c.workspace_id = b.workspace_id AND c.id >= b.first_customer AND c.id < $3
                             AND c.state <= 6)
          FOR UPDATE SKIP LOCKED)
