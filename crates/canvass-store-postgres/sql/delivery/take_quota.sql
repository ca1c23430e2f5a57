UPDATE quota SET taken = taken + $3::bigint WHERE subject = $1 AND day = $2
