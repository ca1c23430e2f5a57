-- The version as in raise_version.
UPDATE workspace
   SET configuration_version = configuration_version + 1 + floor(random() * 2147483647)::bigint,
       has_contact_rules = EXISTS (SELECT FROM contact_rule r WHERE r.workspace_id = $1 AND r.is_enabled)
 WHERE workspace_id = $1
