-- Deliveries are as old as the spreading of their event, so none is left of these.
DELETE FROM event WHERE (workspace_id, id) IN (
    SELECT e.workspace_id, e.id
    FROM workspace s
    CROSS JOIN event e INDEXED BY event_spread
        ON e.workspace_id = s.workspace_id AND e.spread_at IS NOT NULL AND e.spread_at < ?1 - 864000000000
            * COALESCE((SELECT MAX(w.keep_days) FROM webhook w WHERE w.workspace_id = s.workspace_id), 0)
    LIMIT ?2)
