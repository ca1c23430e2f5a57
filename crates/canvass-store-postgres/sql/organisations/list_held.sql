SELECT domain, organisation_id FROM held_domain WHERE workspace_id = $1 AND domain = ANY ($2::text[])
