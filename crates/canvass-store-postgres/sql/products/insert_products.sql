-- Sorted by the caller, so that two imports that meet in the same names wait for each other in one order.
INSERT INTO product (workspace_id, id, group_id, name, name_key, created_at)
SELECT $1::int, p.id, p.group_id, p.name, p.name_key, $6::bigint
  FROM unnest($2::int[], $3::int[], $4::text[], $5::text[]) AS p (id, group_id, name, name_key)
    ON CONFLICT ON CONSTRAINT product_name DO NOTHING
