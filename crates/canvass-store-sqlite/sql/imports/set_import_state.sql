UPDATE import_file SET state = ?3, cause = ?4, changed_at = ?5 WHERE workspace_id = ?1 AND id = ?2
