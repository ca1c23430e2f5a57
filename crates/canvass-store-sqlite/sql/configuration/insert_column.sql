INSERT INTO data_column (workspace_id, id, name, name_key, display_name, external_name, is_required, is_archived,
    is_identifying, is_reportable)
VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)
