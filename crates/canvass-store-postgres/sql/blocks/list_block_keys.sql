SELECT block_id, group_number, column_id, hash
  FROM block_key WHERE workspace_id = $1 AND block_id = ANY ($2::int[])
 ORDER BY block_id, group_number, column_id, hash
