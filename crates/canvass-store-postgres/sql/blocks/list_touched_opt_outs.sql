SELECT DISTINCT k.n, b.id
  FROM unnest($2::int[], $3::int[], $4::bytea[]) AS k (n, column_id, hash)
  JOIN block_key s ON s.workspace_id = $1 AND s.column_id = k.column_id AND s.hash = k.hash
  JOIN block b ON b.workspace_id = s.workspace_id AND b.id = s.block_id
 WHERE b.kind = 1 AND (b.ends_at IS NULL OR b.ends_at > $5)
 ORDER BY k.n, b.id
