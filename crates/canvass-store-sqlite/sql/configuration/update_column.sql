UPDATE data_column SET name = ?3, name_key = ?4, display_name = ?5, external_name = ?6, is_required = ?7,
    is_archived = ?8, is_identifying = ?9, is_reportable = ?10
WHERE workspace_id = ?1 AND id = ?2
