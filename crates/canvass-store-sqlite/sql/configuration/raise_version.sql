-- Not the next number: what was read of a change that is undone later is kept under its version, which no other change must get.
UPDATE workspace SET configuration_version = configuration_version + 1 + (random() & 2147483647) WHERE workspace_id = ?1
