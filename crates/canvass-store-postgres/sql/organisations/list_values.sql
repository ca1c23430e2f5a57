SELECT organisation_value.organisation_id, organisation_field.id AS id, organisation_field.name, organisation_field.kind,
    organisation_value.value
FROM organisation_value
JOIN organisation_field ON organisation_field.workspace_id = organisation_value.workspace_id
    AND organisation_field.id = organisation_value.field_id
WHERE organisation_value.workspace_id = $1 AND organisation_value.organisation_id BETWEEN $2 AND $3
ORDER BY organisation_value.organisation_id, organisation_field.id
