-- Batches that the first mail makes active are held before their customers, as by a cancel.
SELECT count(*)
  FROM (SELECT FROM batch b
         WHERE b.state = 'Approved'
           AND (b.workspace_id, b.id) IN (
               SELECT c.workspace_id, c.batch_id
                 FROM unnest($1::int[], $2::int[]) AS w (workspace_id, id)
                 JOIN customer c ON c.workspace_id = w.workspace_id AND c.id = w.id)
         ORDER BY b.workspace_id, b.id
           FOR UPDATE OF b) AS held
