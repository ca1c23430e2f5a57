-- What is told of a batch, and to whom (document/notice.rs); NULL = nobody is told. Its mails are messages of slots from
-- 100 on, which hang on the first customer of the batch and are not that customer's own.
ALTER TABLE batch ADD COLUMN notice text;
