DELETE FROM quota WHERE day < ?1
