WITH asked AS (
    SELECT w.n, c.workspace_id, c.id, c.questionnaire_id, c.contact_hash
      FROM unnest($1::int[], $2::int[]) WITH ORDINALITY AS w (workspace_id, customer_id, n)
      JOIN customer c ON c.workspace_id = w.workspace_id AND c.id = w.customer_id
), keys AS (
    SELECT n, workspace_id, questionnaire_id, 0 AS column_id, contact_hash AS hash
      FROM asked WHERE contact_hash IS NOT NULL
     UNION ALL
    SELECT a.n, a.workspace_id, a.questionnaire_id, k.column_id, k.hash
      FROM asked a
      JOIN customer_key k ON k.workspace_id = a.workspace_id AND k.customer_id = a.id
)
SELECT k.n, b.id, b.kind
  FROM keys k
  JOIN block_key s ON s.workspace_id = k.workspace_id AND s.column_id = k.column_id AND s.hash = k.hash
  JOIN block b ON b.workspace_id = s.workspace_id AND b.id = s.block_id
 WHERE (b.ends_at IS NULL OR b.ends_at > $3) AND (b.questionnaire_id IS NULL OR b.questionnaire_id = k.questionnaire_id)
 GROUP BY k.n, b.id, b.kind, s.group_number, s.group_size
HAVING count(*) = s.group_size
