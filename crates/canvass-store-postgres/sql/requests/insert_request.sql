-- A concurrent request under the same key is waited for at the unique index (lock_timeout is the wait budget); a row
-- that does not count any more is taken over. Twins without a key take turns by a lock on what they have in common,
-- so that the second finds the first.
WITH turn AS MATERIALIZED (
    SELECT CASE WHEN $7::bool THEN NULL
                ELSE pg_advisory_xact_lock(hashtextextended(
                    concat_ws(' ', $1::int, $2::text, $4::text, encode($5::bytea, 'hex')), 0)) END AS taken
)
INSERT INTO request AS r (workspace_id, route, key, principal, body, made_at)
SELECT $1::int, $2::text, $3::bytea, $4::text, $5::bytea, $6::bigint FROM turn
    ON CONFLICT (workspace_id, route, key) DO UPDATE
       SET principal = excluded.principal, body = excluded.body, made_at = excluded.made_at, answer = NULL,
           batch_id = NULL
     WHERE r.made_at <= $8
RETURNING 1
