SELECT format('index %s is not valid: build it again with REINDEX', i.indexrelid::regclass)
  FROM pg_index i
  JOIN pg_class c ON c.oid = i.indexrelid
 WHERE c.relnamespace = current_schema()::regnamespace AND NOT (i.indisvalid AND i.indisready)
UNION ALL
SELECT format('%s pages of the database failed their checksum', checksum_failures)
  FROM pg_stat_database
 WHERE datname = current_database() AND checksum_failures > 0
UNION ALL
SELECT format('the server runs with %s = off: a power cut can destroy the database', name)
  FROM pg_settings
 WHERE name IN ('fsync', 'full_page_writes') AND setting = 'off'
 ORDER BY 1
