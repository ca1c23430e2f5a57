UPDATE quota SET taken = MAX(taken - ?3, 0) WHERE subject = ?1 AND day = ?2
