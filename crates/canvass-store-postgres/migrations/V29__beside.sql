-- Nodes of two releases work on one database. What the older ones leave out is added here, in their own transaction: each
-- connection says up to which migration its program knows the tables (canvass.schema), and whoever says less, or nothing as
-- the first releases do, is helped out. A trigger stays for as long as a release that needs it may run beside.
CREATE FUNCTION knows(migration integer) RETURNS boolean LANGUAGE sql STABLE AS
    'SELECT coalesce(nullif(current_setting(''canvass.schema'', true), '''')::integer, 0) >= migration';

ALTER TABLE node ADD COLUMN schema integer NOT NULL DEFAULT 0;

-- V26: the number beside an address is a key. The hash needs the key of the installation, so customers of older nodes are
-- listed, and a job of a newer one brings them along.
CREATE TABLE unkeyed_customer (
    workspace_id integer NOT NULL,
    customer_id integer NOT NULL,
    PRIMARY KEY (workspace_id, customer_id)
);
CREATE FUNCTION customer_without_number() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO unkeyed_customer (workspace_id, customer_id) VALUES (NEW.workspace_id, NEW.id);
    RETURN NULL;
END $$;
CREATE TRIGGER customer_without_number AFTER INSERT ON customer FOR EACH ROW
    WHEN (NEW.phone IS NOT NULL AND NOT knows(26)) EXECUTE FUNCTION customer_without_number();

-- V27: what left once stays sent. After and not before the row is written: the latter would lock each message once more.
CREATE FUNCTION message_that_left() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE message
       SET fallback = 5, state = CASE WHEN state > 5 THEN 5 ELSE state END,
           settled_at = CASE WHEN state > 5 THEN NULL ELSE settled_at END
     WHERE workspace_id = NEW.workspace_id AND customer_id = NEW.customer_id AND slot = NEW.slot;
    RETURN NULL;
END $$;
CREATE TRIGGER message_that_left AFTER UPDATE OF state ON message FOR EACH ROW
    WHEN (NEW.round > 1 AND (NEW.fallback IS NULL OR NEW.state > 5) AND NOT knows(27))
    EXECUTE FUNCTION message_that_left();

-- What older nodes stored between those migrations and this one; the triggers waited for whatever they were writing.
UPDATE workspace SET unkeyed_to = (
    SELECT max(customer.id) FROM customer WHERE customer.workspace_id = workspace.workspace_id);
UPDATE message
   SET fallback = 5, state = CASE WHEN state > 5 THEN 5 ELSE state END,
       settled_at = CASE WHEN state > 5 THEN NULL ELSE settled_at END
 WHERE round > 1 AND (fallback IS NULL OR state > 5);
