SELECT count(*) FROM (SELECT FROM event WHERE spread_at IS NULL LIMIT $1) AS e
