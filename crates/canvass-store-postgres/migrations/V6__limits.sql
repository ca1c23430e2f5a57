-- Calls counted against limits, over all nodes: whose, until when it matters, how many in the window, and when the last
-- was counted. Unlogged: a count that is lost with the server costs nothing but a fresh minute, and a commit that
-- touched nothing else waits for no disk.
CREATE UNLOGGED TABLE call_count (
    subject TEXT NOT NULL,
    until BIGINT NOT NULL,
    calls INTEGER NOT NULL,
    counted_at BIGINT NOT NULL,
    CONSTRAINT call_count_key PRIMARY KEY (subject)
) WITH (fillfactor = 50);
