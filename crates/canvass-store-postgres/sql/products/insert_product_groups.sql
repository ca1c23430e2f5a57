-- Sorted by the caller, so that two imports that meet in the same names wait for each other in one order.
INSERT INTO product_group (workspace_id, id, name, name_key, questionnaire_id, template_id, created_at)
SELECT $1::int, g.id, g.name, g.name_key, $5::int, $6::int, $7::bigint
  FROM unnest($2::int[], $3::text[], $4::text[]) AS g (id, name, name_key)
    ON CONFLICT ON CONSTRAINT product_group_name DO NOTHING
