UPDATE customer SET state = $3,
                    opened_at = CASE WHEN $6::bool THEN opened_at ELSE coalesce(opened_at, $4) END,
                    started_at = coalesce(started_at, $4),
                    finished_at = CASE WHEN $5::bool THEN $4 ELSE finished_at END
 WHERE workspace_id = $1 AND id = $2 AND (state <= 6 OR state = 11)
