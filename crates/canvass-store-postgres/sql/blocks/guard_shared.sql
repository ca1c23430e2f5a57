-- Intakes and hand-overs run beside each other, but beside nobody who adds a block (P7) or makes numbers contacts.
SELECT pg_advisory_xact_lock_shared(1147, $1) IS NULL AS held
