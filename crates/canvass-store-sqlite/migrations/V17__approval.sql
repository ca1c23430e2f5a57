-- Approval by parts and by two: who brought a batch in that waits, why it was rejected, and which of its customers a
-- decision about a part left waiting. Older rows remember nobody, and nobody of theirs waits in a running batch.
ALTER TABLE batch ADD COLUMN author TEXT;
ALTER TABLE batch ADD COLUMN rejection TEXT;
ALTER TABLE customer ADD COLUMN is_waiting INTEGER NOT NULL DEFAULT 0;
