-- Who was served longest ago comes first.
SELECT w.workspace_id, w.id
  FROM webhook w
 WHERE w.standing = 0 AND w.rest_until <= $1 AND EXISTS (
       SELECT FROM webhook_delivery d
        WHERE d.workspace_id = w.workspace_id AND d.webhook_id = w.id AND d.state = 0 AND d.due_at <= $1)
 ORDER BY coalesce(w.delivered_at, 0), w.workspace_id, w.id LIMIT $2
