-- The version as in raise_version.
UPDATE workspace SET configuration_version = configuration_version + 1 + (random() & 2147483647),
    has_contact_rules = EXISTS (SELECT 1 FROM contact_rule WHERE workspace_id = ?1 AND is_enabled = 1)
WHERE workspace_id = ?1
