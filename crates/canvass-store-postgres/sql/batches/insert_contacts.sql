-- Sorted by the caller, so that two imports that meet in the same persons wait for each other in one order.
INSERT INTO contact (workspace_id, address_hash, number, first_seen_at, organisation_id)
SELECT $1::int, c.hash, c.number, $4::bigint, h.organisation_id
  FROM unnest($2::bytea[], $3::int[], $5::text[]) WITH ORDINALITY AS c (hash, number, domain, place)
  LEFT JOIN held_domain h ON h.workspace_id = $1::int AND h.domain = c.domain
 ORDER BY c.place
    ON CONFLICT DO NOTHING
