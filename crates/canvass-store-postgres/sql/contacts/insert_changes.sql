INSERT INTO contact_change (workspace_id, contact_number, customer_id, at, members)
SELECT $1::int, c.number, c.customer, $2::bigint, c.members
  FROM unnest($3::int[], $4::int[], $5::text[]) AS c (number, customer, members)
