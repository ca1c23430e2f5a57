-- Only the chunk that follows is counted: of two senders of one file one comes too late.
UPDATE import_file
   SET row_count = row_count + $4::bigint, batch_id = coalesce($5, batch_id), state = 'running', cause = NULL,
       changed_at = $6
 WHERE workspace_id = $1 AND id = $2 AND row_count = $3::bigint AND state IN ('running', 'interrupted')
