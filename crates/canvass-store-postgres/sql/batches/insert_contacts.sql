-- Sorted by the caller, so that two imports that meet in the same persons wait for each other in one order.
INSERT INTO contact (workspace_id, address_hash, first_seen_at)
SELECT $1::int, hash, $3::bigint FROM unnest($2::bytea[]) AS hash
    ON CONFLICT DO NOTHING
