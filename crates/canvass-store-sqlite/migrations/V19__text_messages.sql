-- By what a customer is invited: 0 mail, 1 text message. The text message of a template; NULL = the built-in one.
ALTER TABLE customer ADD COLUMN channel INTEGER NOT NULL DEFAULT 0;
ALTER TABLE template ADD COLUMN sms_body TEXT;
