SELECT (extract(epoch FROM clock_timestamp()) * 10000000)::bigint
