INSERT INTO quota (subject, day, taken) VALUES ($1, $2, 0)
ON CONFLICT ON CONSTRAINT quota_key DO NOTHING
