SELECT COALESCE(organisation.name, '') AS organisation, customer.state, customer.reason, customer.invited_at IS NOT NULL AS is_invited,
    customer.opened_at IS NOT NULL AS is_opened, customer.started_at IS NOT NULL AS is_started, COUNT(*) AS customers
FROM customer
LEFT JOIN contact ON contact.workspace_id = customer.workspace_id AND contact.address_hash = customer.contact_hash
LEFT JOIN organisation ON organisation.workspace_id = contact.workspace_id AND organisation.id = contact.organisation_id
WHERE customer.workspace_id = $1 AND NOT customer.is_test AND ($2::int IS NULL OR customer.questionnaire_id = $2)
GROUP BY 1, 2, 3, 4, 5, 6 ORDER BY 1, 2, 3, 4, 5, 6
