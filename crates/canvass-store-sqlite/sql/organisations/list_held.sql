SELECT domain, organisation_id FROM held_domain
WHERE workspace_id = ?1 AND domain IN (SELECT value FROM json_each(?2))
