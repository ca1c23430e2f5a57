-- Held: two nodes take the steps in turns.
SELECT unkeyed_to FROM workspace WHERE workspace_id = $1 AND unkeyed_to IS NOT NULL FOR NO KEY UPDATE
