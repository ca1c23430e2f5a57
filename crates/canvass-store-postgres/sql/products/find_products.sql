SELECT product.id, product.group_id, product.name_key
  FROM product
  JOIN unnest($2::int[], $3::text[]) AS w (group_id, name_key)
    ON w.group_id = product.group_id AND w.name_key = product.name_key
 WHERE product.workspace_id = $1
