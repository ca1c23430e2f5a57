SELECT bucket, reason, field, count(*) AS counted
  FROM import_row
 WHERE workspace_id = $1 AND import_id = $2
 GROUP BY bucket, reason, field
 ORDER BY bucket COLLATE "C", reason COLLATE "C", field COLLATE "C" NULLS FIRST
