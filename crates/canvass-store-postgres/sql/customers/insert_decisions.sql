INSERT INTO decision (workspace_id, customer_id, seq, rule, detail, at)
SELECT e.workspace_id, e.customer_id,
       coalesce((SELECT max(d.seq) FROM decision d
                  WHERE d.workspace_id = e.workspace_id AND d.customer_id = e.customer_id), 0)
           + row_number() OVER (PARTITION BY e.workspace_id, e.customer_id ORDER BY e.n),
       e.rule, e.detail, e.at
  FROM unnest($1::int[], $2::int[], $3::text[], $4::text[], $5::bigint[]) WITH ORDINALITY
       AS e (workspace_id, customer_id, rule, detail, at, n)
