SELECT b.id, b.kind, b.questionnaire_id, b.opt_in, b.customer_id, b.starts_at, b.ends_at, b.created_at
  FROM block b
  JOIN (SELECT DISTINCT s.block_id
          FROM unnest($2::int[], $3::bytea[]) AS k (column_id, hash)
          JOIN block_key s ON s.workspace_id = $1 AND s.column_id = k.column_id AND s.hash = k.hash
         GROUP BY s.block_id, s.group_number, s.group_size
        HAVING count(*) = s.group_size) AS m ON b.workspace_id = $1 AND b.id = m.block_id
 WHERE b.ends_at IS NULL OR b.ends_at > $4
 ORDER BY b.id
