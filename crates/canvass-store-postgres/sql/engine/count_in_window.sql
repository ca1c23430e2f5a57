-- Limit::count of the domain for a window: $2 = calls, $3 = its length. No row: refused.
WITH clock AS MATERIALIZED (
    SELECT COALESCE($4, (extract(epoch FROM clock_timestamp()) * 10000000)::bigint) AS now
)
INSERT INTO call_count AS kept (subject, until, calls, counted_at)
SELECT $1, now + $3, 1, now FROM clock
ON CONFLICT ON CONSTRAINT call_count_key DO UPDATE
SET until = CASE WHEN kept.until > EXCLUDED.counted_at THEN LEAST(kept.until, EXCLUDED.until) ELSE EXCLUDED.until END,
    calls = CASE WHEN kept.until > EXCLUDED.counted_at THEN kept.calls + 1 ELSE 1 END,
    counted_at = EXCLUDED.counted_at
WHERE kept.until <= EXCLUDED.counted_at OR kept.calls < $2
RETURNING until, calls, counted_at
