-- Before tables that are in use change: all that the migrations touch at once, and for as long as the change takes. Who already
-- has one of them and waits for another one goes first: a migration that took them one by one would meet such a transaction
-- crosswise, and one of the two would be ended. Each wait is shorter than deadlock_timeout, so it is always this one that yields.
SET LOCAL statement_timeout = 0;
DO $$
DECLARE
    own_timeout text := current_setting('lock_timeout');
    tries integer := 0;
BEGIN
    IF to_regclass('message') IS NULL THEN
        RETURN;
    END IF;
    PERFORM set_config('lock_timeout', '500ms', true);
    LOOP
        BEGIN
            LOCK TABLE workspace, customer IN EXCLUSIVE MODE;
            LOCK TABLE message, node IN ACCESS EXCLUSIVE MODE;
            EXIT;
        EXCEPTION WHEN lock_not_available OR deadlock_detected THEN
            tries := tries + 1;
            IF tries > 300 THEN
                RAISE;
            END IF;
            PERFORM pg_sleep(0.1);
        END;
    END LOOP;
    PERFORM set_config('lock_timeout', own_timeout, true);
END $$
