-- Limit::count of the domain for a bucket: $2 = until one call is back, $3 = until all are. No row: refused.
WITH clock AS MATERIALIZED (
    SELECT COALESCE($4, (extract(epoch FROM clock_timestamp()) * 10000000)::bigint) AS now
)
INSERT INTO call_count AS kept (subject, until, calls, counted_at)
SELECT $1, now + $2, 0, now FROM clock
ON CONFLICT ON CONSTRAINT call_count_key DO UPDATE
SET until = GREATEST(LEAST(kept.until, EXCLUDED.counted_at + $3), EXCLUDED.counted_at) + $2,
    calls = 0,
    counted_at = EXCLUDED.counted_at
WHERE GREATEST(LEAST(kept.until, EXCLUDED.counted_at + $3), EXCLUDED.counted_at) + $2 <= EXCLUDED.counted_at + $3
RETURNING until, calls, counted_at
