-- Sorted by the caller, so that two imports that meet in the same persons wait for each other in one order.
INSERT INTO contact (workspace_id, address_hash, number, first_seen_at)
SELECT $1::int, c.hash, c.number, $4::bigint FROM unnest($2::bytea[], $3::int[]) AS c (hash, number)
    ON CONFLICT DO NOTHING
