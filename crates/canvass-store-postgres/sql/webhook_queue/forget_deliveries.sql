WITH old AS MATERIALIZED (
    SELECT d.workspace_id, d.webhook_id, d.sequence
      FROM webhook w
     CROSS JOIN LATERAL (
           SELECT d.workspace_id, d.webhook_id, d.sequence
             FROM webhook_delivery d
            WHERE d.workspace_id = w.workspace_id AND d.webhook_id = w.id AND d.state <> 1
              AND d.created_at < CASE w.standing WHEN 4 THEN $1::bigint + 1 ELSE $1::bigint - w.keep_days * 864000000000 END
            ORDER BY d.created_at LIMIT $2
              FOR UPDATE SKIP LOCKED) AS d
     LIMIT $2
), tries AS (
    DELETE FROM webhook_attempt a USING old o
     WHERE a.workspace_id = o.workspace_id AND a.webhook_id = o.webhook_id AND a.sequence = o.sequence
)
DELETE FROM webhook_delivery d USING old o
 WHERE d.workspace_id = o.workspace_id AND d.webhook_id = o.webhook_id AND d.sequence = o.sequence
