SELECT last_row, row_count, accepted, customers, first_customer, batch_id, digest, row_digests
FROM import_chunk WHERE workspace_id = ?1 AND import_id = ?2 AND last_row > ?3 ORDER BY last_row LIMIT ?4
