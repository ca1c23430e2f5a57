SELECT COALESCE(organisation.name, ''), customer.state, customer.reason, customer.invited_at IS NOT NULL,
    customer.opened_at IS NOT NULL, customer.started_at IS NOT NULL, COUNT(*)
FROM customer
LEFT JOIN contact ON contact.workspace_id = customer.workspace_id AND contact.address_hash = customer.contact_hash
LEFT JOIN organisation ON organisation.workspace_id = contact.workspace_id AND organisation.id = contact.organisation_id
WHERE customer.workspace_id = ?1 AND customer.is_test = 0 AND (?2 IS NULL OR customer.questionnaire_id = ?2)
GROUP BY 1, 2, 3, 4, 5, 6 ORDER BY 1, 2, 3, 4, 5, 6
