INSERT INTO customer_key (workspace_id, customer_id, column_id, hash)
SELECT $1::int, k.customer_id, k.column_id, k.hash
  FROM unnest($2::int[], $3::int[], $4::bytea[]) AS k (customer_id, column_id, hash)
