SELECT taken FROM quota WHERE subject = ?1 AND day = ?2
