SELECT COALESCE(SUM(row_count), 0), COALESCE(SUM(accepted), 0), COALESCE(SUM(customers), 0)
FROM import_chunk WHERE workspace_id = ?1 AND import_id = ?2
