INSERT INTO note (workspace_id, id, customer_id, at, kind, author, text)
SELECT $1::int, $2::int + (n.place::int - 1), n.customer_id, n.at, n.kind, n.author, n.text
  FROM unnest($3::int[], $4::bigint[], $5::smallint[], $6::text[], $7::text[]) WITH ORDINALITY
       AS n (customer_id, at, kind, author, text, place)
