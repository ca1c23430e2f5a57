-- Held: two nodes take the steps in turns.
SELECT unkeyed_to FROM workspace w
 WHERE w.workspace_id = $1
   AND (w.unkeyed_to IS NOT NULL OR EXISTS (SELECT FROM unkeyed_customer u WHERE u.workspace_id = w.workspace_id))
   FOR NO KEY UPDATE
