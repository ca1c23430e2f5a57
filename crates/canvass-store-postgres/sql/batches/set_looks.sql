-- When time next does something to these batches: at the soonest end of a customer that is not at an end, at once (0)
-- when there is none, never (NULL) when none of them has an end date yet. A day batch not before its day is over (E5).
-- Who waits for one with a higher priority may yet be asked (E70).
UPDATE batch b
   SET look_at = CASE WHEN l.look_at < b.open_until AND b.open_until > $3::bigint THEN b.open_until ELSE l.look_at END
  FROM (SELECT k.workspace_id, k.id,
               (SELECT CASE WHEN count(*) = 0 THEN 0 ELSE min(c.ends_at) END
                  FROM customer c
                 WHERE c.workspace_id = k.workspace_id AND c.batch_id = k.id
                   AND c.id BETWEEN k.first_customer
                       AND coalesce(k.last_customer, k.first_customer + k.customers - 1)
                   AND (c.state <= 5 OR c.state = 6 AND (c.ends_at IS NULL OR c.ends_at >= $3::bigint)
                        OR c.state = 9 AND c.reason = 'LowerPriority' AND c.ends_at >= $3::bigint)) AS look_at
          FROM unnest($1::int[], $2::int[]) AS w (workspace_id, id)
          JOIN batch k USING (workspace_id, id)) AS l
 WHERE b.workspace_id = l.workspace_id AND b.id = l.id
