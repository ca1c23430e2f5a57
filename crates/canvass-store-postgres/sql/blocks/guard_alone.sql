-- Whoever adds a block, or makes numbers contacts, is alone in its workspace with intakes and hand-overs until the
-- transaction ends (P7).
SELECT pg_advisory_xact_lock(1147, $1) IS NULL AS held
