UPDATE quota SET taken = greatest(taken - $3::bigint, 0) WHERE subject = $1 AND day = $2
