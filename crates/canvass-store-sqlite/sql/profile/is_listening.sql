SELECT EXISTS (SELECT 1 FROM sqlite_master WHERE type = 'trigger' AND name = 'batch_received')
