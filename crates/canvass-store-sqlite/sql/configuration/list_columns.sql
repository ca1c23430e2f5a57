SELECT id, name, display_name, external_name, is_required, is_archived, is_identifying, is_reportable
FROM data_column WHERE workspace_id = ?1 ORDER BY id
