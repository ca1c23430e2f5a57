SELECT file.digest, content.bytes FROM file
JOIN file_content AS content ON content.workspace_id = file.workspace_id AND content.digest = file.digest
WHERE file.workspace_id = ?1 AND file.id = ?2
