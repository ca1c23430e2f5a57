DELETE FROM held_domain WHERE workspace_id = $1 AND organisation_id = $2
