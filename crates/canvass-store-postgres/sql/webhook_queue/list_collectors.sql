-- Held, so that of two nodes each gives out numbers of its own.
SELECT workspace_id, id, kinds, next_sequence
  FROM webhook WHERE standing < 3 AND workspace_id BETWEEN $1 AND $2
 ORDER BY workspace_id, id
   FOR NO KEY UPDATE
