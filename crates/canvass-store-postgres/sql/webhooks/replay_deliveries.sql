WITH meant AS MATERIALIZED (
    SELECT sequence
      FROM webhook_delivery
     WHERE workspace_id = $1 AND webhook_id = $2 AND sequence BETWEEN $3 AND $4 AND state IN (2, 3)
       AND ($5::smallint IS NULL OR state = $5) AND created_at BETWEEN $6 AND $7
     ORDER BY sequence LIMIT $9
       FOR UPDATE
)
UPDATE webhook_delivery d SET state = 0, due_at = $8, round = 0, settled_at = NULL
  FROM meant
 WHERE d.workspace_id = $1 AND d.webhook_id = $2 AND d.sequence = meant.sequence
RETURNING d.sequence
