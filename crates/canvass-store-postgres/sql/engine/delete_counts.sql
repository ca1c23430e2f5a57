DELETE FROM call_count
WHERE until <= COALESCE($1, (extract(epoch FROM clock_timestamp()) * 10000000)::bigint)
