UPDATE workspace
   SET configuration_version = configuration_version + 1,
       has_contact_rules = EXISTS (SELECT FROM contact_rule r WHERE r.workspace_id = $1 AND r.is_enabled)
 WHERE workspace_id = $1
