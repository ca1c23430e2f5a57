INSERT INTO import_row (workspace_id, import_id, place, line, bucket, reason, field, detail, customer_id)
VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)
