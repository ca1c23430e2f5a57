-- In the order of their hashes: two imports that tell more about the same persons wait for each other in one order.
SELECT number, address_hash, organisation_id, first_name, last_name, email, mobile, first_seen_at
  FROM contact WHERE workspace_id = $1 AND address_hash = ANY($2) ORDER BY address_hash FOR UPDATE
