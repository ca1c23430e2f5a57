UPDATE batch SET state = $3, decided_at = $4,
                 look_at = CASE WHEN $3 IN ('Rejected', 'Cancelled', 'Closed') THEN NULL ELSE look_at END
 WHERE workspace_id = $1 AND id = $2
