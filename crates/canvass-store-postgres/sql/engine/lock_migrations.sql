-- The number is the word canvass in hexadecimal; no other lock of ours has one key of this form.
SET LOCAL idle_in_transaction_session_timeout = 0;
SET LOCAL statement_timeout = 0;
SET LOCAL lock_timeout = '300s';
SELECT pg_advisory_xact_lock(x'63616e76617373'::bigint);
