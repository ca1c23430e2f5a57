-- What a message falls back to when what it is about to do is stopped: 5, sent, once a round of it has left and another is to
-- follow (Q48); NULL before. Every statement that ends a message asks it.
ALTER TABLE message ADD COLUMN fallback INTEGER;
UPDATE message SET fallback = 5 WHERE round > 1;

-- Made anew when the file is opened, if anybody listens: what falls back is told already.
DROP TRIGGER IF EXISTS message_moved;
