DELETE FROM sign_in
 WHERE hash IN (SELECT hash FROM sign_in WHERE expires_at <= $1 ORDER BY expires_at LIMIT $2 FOR UPDATE SKIP LOCKED)
