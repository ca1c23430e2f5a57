INSERT INTO installation (id, key_check) VALUES (?1, ?2)
