SELECT w.column_id, v.id
  FROM unnest($2::int[], $3::text[]) WITH ORDINALITY AS w (column_id, value, n)
  LEFT JOIN cut_value v
    ON v.workspace_id = $1 AND v.column_id = w.column_id AND md5(v.value) = md5(w.value) AND v.value = w.value
 ORDER BY w.n
