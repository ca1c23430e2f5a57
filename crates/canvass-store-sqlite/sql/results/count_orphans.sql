SELECT 'customers outside the numbers of their batch', COUNT(*) FROM customer
LEFT JOIN batch ON batch.workspace_id = customer.workspace_id AND batch.id = customer.batch_id
    AND customer.id BETWEEN batch.first_customer
        AND COALESCE(batch.last_customer, batch.first_customer + batch.customers - 1)
WHERE customer.workspace_id = ?1 AND batch.id IS NULL
UNION ALL
SELECT 'batches with another number of customers than they brought', COUNT(*) FROM batch
WHERE batch.workspace_id = ?1 AND batch.customers <> (
    SELECT COUNT(*) FROM customer WHERE customer.workspace_id = batch.workspace_id
        AND customer.batch_id = batch.id AND customer.id BETWEEN batch.first_customer
            AND COALESCE(batch.last_customer, batch.first_customer + batch.customers - 1))
UNION ALL
SELECT 'messages without customer', COUNT(*) FROM message
LEFT JOIN customer ON customer.workspace_id = message.workspace_id AND customer.id = message.customer_id
    AND customer.batch_id = message.batch_id
WHERE message.workspace_id = ?1 AND customer.id IS NULL
UNION ALL
SELECT 'answers without customer', COUNT(*) FROM answer
LEFT JOIN customer ON customer.workspace_id = answer.workspace_id AND customer.id = answer.customer_id
WHERE answer.workspace_id = ?1 AND customer.id IS NULL
UNION ALL
SELECT 'answer cuts without value or customer', COUNT(*) FROM answer_cut
LEFT JOIN customer ON customer.workspace_id = answer_cut.workspace_id AND customer.id = answer_cut.customer_id
LEFT JOIN cut_value ON cut_value.workspace_id = answer_cut.workspace_id AND cut_value.column_id = answer_cut.column_id
    AND cut_value.id = answer_cut.value_id
WHERE answer_cut.workspace_id = ?1 AND (customer.id IS NULL OR cut_value.id IS NULL)
UNION ALL
SELECT 'notes without customer', COUNT(*) FROM note
LEFT JOIN customer ON customer.workspace_id = note.workspace_id AND customer.id = note.customer_id
WHERE note.workspace_id = ?1 AND customer.id IS NULL
UNION ALL
SELECT 'ledger entries without customer', COUNT(*) FROM decision
LEFT JOIN customer ON customer.workspace_id = decision.workspace_id AND customer.id = decision.customer_id
WHERE decision.workspace_id = ?1 AND customer.id IS NULL
UNION ALL
SELECT 'files without bytes', COUNT(*) FROM file
LEFT JOIN file_content AS content ON content.workspace_id = file.workspace_id AND content.digest = file.digest
WHERE file.workspace_id = ?1 AND content.digest IS NULL
UNION ALL
SELECT 'contacts tied to no organisation', COUNT(*) FROM contact
LEFT JOIN organisation ON organisation.workspace_id = contact.workspace_id AND organisation.id = contact.organisation_id
WHERE contact.workspace_id = ?1 AND contact.organisation_id IS NOT NULL AND organisation.id IS NULL
UNION ALL
SELECT 'held domains without an active organisation', COUNT(*) FROM held_domain
LEFT JOIN organisation ON organisation.workspace_id = held_domain.workspace_id
    AND organisation.id = held_domain.organisation_id AND organisation.is_active = 1
WHERE held_domain.workspace_id = ?1 AND organisation.id IS NULL
UNION ALL
SELECT 'values without organisation or field', COUNT(*) FROM organisation_value
LEFT JOIN organisation ON organisation.workspace_id = organisation_value.workspace_id
    AND organisation.id = organisation_value.organisation_id
LEFT JOIN organisation_field ON organisation_field.workspace_id = organisation_value.workspace_id
    AND organisation_field.id = organisation_value.field_id
WHERE organisation_value.workspace_id = ?1 AND (organisation.id IS NULL OR organisation_field.id IS NULL)
UNION ALL
SELECT 'customers whose contact is not there', COUNT(*) FROM customer
LEFT JOIN contact ON contact.workspace_id = customer.workspace_id AND contact.address_hash = customer.contact_hash
WHERE customer.workspace_id = ?1 AND customer.contact_hash IS NOT NULL AND contact.number IS NULL
UNION ALL
SELECT 'customers of an unknown segment', COUNT(*) FROM customer
LEFT JOIN segment ON segment.workspace_id = customer.workspace_id AND segment.id = customer.segment_id
WHERE customer.workspace_id = ?1 AND customer.segment_id IS NOT NULL AND segment.id IS NULL
UNION ALL
SELECT 'segments without a segment above them, beside the main one', COUNT(*) FROM segment
LEFT JOIN segment AS above ON above.workspace_id = segment.workspace_id AND above.id = segment.parent_id
WHERE segment.workspace_id = ?1 AND segment.id > 1 AND above.id IS NULL
UNION ALL
SELECT 'products without a group', COUNT(*) FROM product
LEFT JOIN product_group ON product_group.workspace_id = product.workspace_id AND product_group.id = product.group_id
WHERE product.workspace_id = ?1 AND product_group.id IS NULL
UNION ALL
SELECT 'workspaces whose mark of contact rules is not what the rules say', COUNT(*) FROM workspace
WHERE workspace_id = ?1 AND has_contact_rules <> EXISTS (
    SELECT 1 FROM contact_rule WHERE contact_rule.workspace_id = ?1 AND contact_rule.is_enabled = 1)
