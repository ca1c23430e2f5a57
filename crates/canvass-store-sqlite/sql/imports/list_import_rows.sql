SELECT place, line, bucket, reason, field, detail, customer_id
FROM import_row WHERE workspace_id = ?1 AND import_id = ?2 AND place > ?3 AND (?4 IS NULL OR bucket = ?4)
ORDER BY place LIMIT ?5
