SELECT coalesce(sum(row_count), 0)::bigint AS row_count, coalesce(sum(accepted), 0)::bigint AS accepted,
       coalesce(sum(customers), 0)::bigint AS customers
  FROM import_chunk
 WHERE workspace_id = $1 AND import_id = $2
