-- Up to which customer the number beside an address may be missing among the keys; NULL = it is missing of nobody. The hash
-- needs the key of the installation, so a job brings along what was stored before, and nothing leaves meanwhile.
ALTER TABLE workspace ADD COLUMN unkeyed_to integer;
UPDATE workspace SET unkeyed_to = (
    SELECT max(customer.id) FROM customer WHERE customer.workspace_id = workspace.workspace_id);
