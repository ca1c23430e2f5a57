-- Waiting comes first, so that the rest may wait; then the promises, then the sizes.
PRAGMA busy_timeout = 5000;
PRAGMA page_size = 4096;
PRAGMA journal_mode = WAL;
PRAGMA synchronous = FULL;
PRAGMA foreign_keys = ON;
PRAGMA secure_delete = ON;
-- The writer checkpoints by itself, at a size of its choice.
PRAGMA wal_autocheckpoint = 0;
PRAGMA cache_size = -65536;
-- Savepoints keep the pages they may have to restore; in memory, not in a temporary file.
PRAGMA temp_store = MEMORY;
