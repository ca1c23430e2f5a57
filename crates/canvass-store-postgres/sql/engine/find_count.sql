SELECT until, calls, COALESCE($2, (extract(epoch FROM clock_timestamp()) * 10000000)::bigint) AS now
FROM call_count WHERE subject = $1
