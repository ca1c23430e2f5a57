SELECT COUNT(*), MIN(ends_at) FROM customer
WHERE workspace_id = ?1 AND id BETWEEN ?2 AND ?3 AND batch_id = ?5
    AND (state <= 5 OR state = 6 AND (ends_at IS NULL OR ends_at >= ?4)
        OR state = 9 AND reason = 'LowerPriority' AND ends_at >= ?4)
