-- A customer is held before its messages are read or written, by everybody who decides about both: a cancel or an answer
-- and a result that comes back take turns.
SELECT count(*)
  FROM (SELECT FROM unnest($1::int[], $2::int[]) AS w (workspace_id, id)
          JOIN customer c ON c.workspace_id = w.workspace_id AND c.id = w.id
         ORDER BY c.workspace_id, c.id
           FOR UPDATE OF c) AS held
