SELECT count(*) FROM (SELECT 1 FROM event INDEXED BY event_new WHERE spread_at IS NULL LIMIT ?1)
