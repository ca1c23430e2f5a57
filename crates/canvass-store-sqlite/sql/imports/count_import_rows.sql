SELECT bucket, reason, field, COUNT(*)
FROM import_row WHERE workspace_id = ?1 AND import_id = ?2 GROUP BY bucket, reason, field ORDER BY bucket, reason, field
