SELECT answer.month, COALESCE(organisation.name, ''), answer.score, COUNT(*)
FROM answer
JOIN customer ON customer.workspace_id = answer.workspace_id AND customer.id = answer.customer_id
LEFT JOIN contact ON contact.workspace_id = customer.workspace_id AND contact.address_hash = customer.contact_hash
LEFT JOIN organisation ON organisation.workspace_id = contact.workspace_id AND organisation.id = contact.organisation_id
WHERE answer.workspace_id = ?1 AND answer.questionnaire_id = ?2 AND answer.question_id = ?3
    AND answer.month IS NOT NULL AND answer.is_test = 0 AND answer.score IS NOT NULL
GROUP BY 1, 2, 3 ORDER BY 1, 2, 3
