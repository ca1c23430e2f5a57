-- Rules and values are looked for only where a rule is enabled.
SELECT customer.questionnaire_id, customer.is_test, customer.contact_hash, (
        SELECT hash FROM customer_key
        WHERE customer_key.workspace_id = message.workspace_id AND customer_key.customer_id = message.customer_id
            AND customer_key.column_id = 0),
    customer.priority, customer.channel, message.round, message.due_at, message.ends_at, workspace.policy, questionnaire.policy,
    CASE WHEN workspace.has_contact_rules THEN (
        SELECT '[' || group_concat('[' || rule.id || ',' || json_quote(rule.name) || ',' || rule.document || ']') || ']'
        FROM contact_rule AS rule WHERE rule.workspace_id = message.workspace_id AND rule.is_enabled = 1) END,
    CASE WHEN workspace.has_contact_rules THEN customer.data_values END
FROM message
JOIN customer ON customer.workspace_id = message.workspace_id AND customer.id = message.customer_id
JOIN workspace ON workspace.workspace_id = message.workspace_id
LEFT JOIN questionnaire ON questionnaire.workspace_id = customer.workspace_id
    AND questionnaire.id = customer.questionnaire_id
WHERE message.workspace_id = ?1 AND message.customer_id = ?2 AND message.slot = ?3 AND message.state = 1
    AND message.fence = ?4 AND message.node_id = ?5 AND workspace.unkeyed_to IS NULL
    AND message.due_at <= ?6 AND message.closes_at > ?6 AND message.ends_at >= ?6 AND message.lease_until > ?6
