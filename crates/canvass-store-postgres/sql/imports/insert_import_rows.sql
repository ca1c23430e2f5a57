INSERT INTO import_row (workspace_id, import_id, place, line, bucket, reason, field, detail, customer_id)
SELECT $1, $2, r.place, r.line, r.bucket, r.reason, r.field, r.detail, r.customer_id
  FROM unnest($3::bigint[], $4::bigint[], $5::text[], $6::text[], $7::text[], $8::text[], $9::integer[])
       AS r (place, line, bucket, reason, field, detail, customer_id)
