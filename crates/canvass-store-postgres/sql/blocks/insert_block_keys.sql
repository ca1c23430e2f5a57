INSERT INTO block_key (workspace_id, column_id, hash, block_id, group_number, group_size)
SELECT $1::int, k.column_id, k.hash, $2::int, k.group_number, k.group_size
  FROM unnest($3::int[], $4::bytea[], $5::int[], $6::int[]) AS k (column_id, hash, group_number, group_size)
