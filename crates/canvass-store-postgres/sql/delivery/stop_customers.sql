WITH stopped AS (
    UPDATE customer c SET state = w.state, reason = w.reason
      FROM unnest($1::int[], $2::int[], $3::smallint[], $4::text[]) AS w (workspace_id, id, state, reason)
     WHERE c.workspace_id = w.workspace_id AND c.id = w.id AND c.state IN (1, 2)
    RETURNING c.workspace_id, c.batch_id
)
UPDATE batch b SET look_at = 0
  FROM (SELECT DISTINCT workspace_id, batch_id FROM stopped) AS s
 WHERE b.workspace_id = s.workspace_id AND b.id = s.batch_id AND b.state IN ('PendingApproval', 'Approved', 'Active')
