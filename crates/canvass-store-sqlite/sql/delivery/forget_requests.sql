DELETE FROM request
WHERE rowid IN (SELECT rowid FROM request WHERE made_at <= ?1 ORDER BY made_at LIMIT ?2)
