-- What a message falls back to when what it is about to do is stopped: 5, sent, once a round of it has left and another is to
-- follow (Q48); NULL before. Every statement that ends a message asks it.
ALTER TABLE message ADD COLUMN fallback smallint;
UPDATE message SET fallback = 5 WHERE round > 1;

-- What falls back has no moment of its own and is told already.
CREATE OR REPLACE FUNCTION message_happened() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    happened smallint := CASE WHEN OLD.state = 3 THEN 9 WHEN NEW.state = 5 THEN 7 WHEN NEW.state = 3 THEN 8
                              WHEN NEW.state = 6 THEN 10 ELSE 11 END;
BEGIN
    IF happened = 7 AND NEW.settled_at IS NULL THEN
        RETURN NULL;
    END IF;
    INSERT INTO event (workspace_id, kind, at, batch_id, customer_id, slot, state)
    SELECT NEW.workspace_id, happened,
           coalesce(NEW.settled_at, (extract(epoch FROM clock_timestamp()) * 10000000)::bigint),
           NEW.batch_id, NEW.customer_id, NEW.slot, NEW.state
     WHERE EXISTS (SELECT FROM webhook w WHERE w.workspace_id = NEW.workspace_id AND w.standing < 3
                      AND w.kinds & (1::bigint << happened) <> 0);
    RETURN NULL;
END $$;
