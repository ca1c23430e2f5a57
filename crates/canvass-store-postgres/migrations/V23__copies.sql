-- Under which key a message was last handed over: a relay that knows the key drops a second copy (OUT-19). The key counts
-- only while no later attempt went another way, and from the first copy under it.
ALTER TABLE message ADD COLUMN dedupe_key TEXT;
ALTER TABLE message ADD COLUMN dedupe_since BIGINT;
ALTER TABLE message ADD COLUMN dedupe_attempt INTEGER;
