-- Hand-overs run beside each other, but beside nobody who adds a block (P7). Before any row is locked.
SELECT count(pg_advisory_xact_lock_shared(1147, w.id))
  FROM (SELECT DISTINCT u.id FROM unnest($1::int[]) AS u (id) ORDER BY u.id) AS w
