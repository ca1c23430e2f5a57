-- Mails, whatever their customer gets.
INSERT INTO message (workspace_id, customer_id, slot, batch_id, state, due_at, closes_at, ends_at, channel)
SELECT $1::int, $2::int, n.slot, $4::int, 0, $5::bigint, $6::bigint, $7::bigint, 0
  FROM unnest($3::smallint[]) AS n (slot)
