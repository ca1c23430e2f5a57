-- Triggers are there and nobody they would write for.
SELECT EXISTS (SELECT 1 FROM sqlite_master WHERE type = 'trigger' AND name = 'message_moved')
    AND NOT EXISTS (SELECT 1 FROM webhook)
