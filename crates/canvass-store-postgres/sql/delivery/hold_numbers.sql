-- Whoever is known by a number takes turns with all others who are, whether it is their contact or stands beside an address.
-- After the rows of hold_contacts and in one order, so that nobody waits crosswise.
SELECT count(pg_advisory_xact_lock(w.number))
  FROM (SELECT DISTINCT u.number FROM unnest($1::bigint[]) AS u (number) ORDER BY u.number) AS w
