-- Deliveries of no event or no endpoint, and those whose number was not given out.
SELECT count(*)
FROM webhook_delivery d
LEFT JOIN event e ON e.workspace_id = d.workspace_id AND e.id = d.event_id
LEFT JOIN webhook w ON w.workspace_id = d.workspace_id AND w.id = d.webhook_id
WHERE d.workspace_id = $1 AND (e.id IS NULL OR w.id IS NULL OR d.sequence >= w.next_sequence)
