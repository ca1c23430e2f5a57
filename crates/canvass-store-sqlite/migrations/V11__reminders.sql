-- When a reminder, and one to finish an answer, were taken by the peer (E51). Their messages are those of slot 1 and 2.
ALTER TABLE customer ADD COLUMN reminded_at INTEGER;
ALTER TABLE customer ADD COLUMN partially_reminded_at INTEGER;
