INSERT INTO import_chunk (workspace_id, import_id, last_row, row_count, accepted, customers, first_customer, batch_id, digest, row_digests)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
