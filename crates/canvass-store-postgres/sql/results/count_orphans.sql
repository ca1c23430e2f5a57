SELECT 'customers outside the numbers of their batch' AS finding, count(*) AS rows
  FROM customer c
  LEFT JOIN batch b ON b.workspace_id = c.workspace_id AND b.id = c.batch_id
        AND c.id BETWEEN b.first_customer AND coalesce(b.last_customer, b.first_customer + b.customers - 1)
 WHERE c.workspace_id = $1 AND b.id IS NULL
UNION ALL
SELECT 'batches with another number of customers than they brought', count(*)
  FROM batch b
 WHERE b.workspace_id = $1
   AND b.customers <> (SELECT count(*) FROM customer c
                        WHERE c.workspace_id = b.workspace_id
                          AND c.batch_id = b.id
                          AND c.id BETWEEN b.first_customer
                              AND coalesce(b.last_customer, b.first_customer + b.customers - 1))
UNION ALL
SELECT 'messages without customer', count(*)
  FROM message m
  LEFT JOIN customer c ON c.workspace_id = m.workspace_id AND c.id = m.customer_id AND c.batch_id = m.batch_id
 WHERE m.workspace_id = $1 AND c.id IS NULL
UNION ALL
SELECT 'answers without customer', count(*)
  FROM answer a
  LEFT JOIN customer c ON c.workspace_id = a.workspace_id AND c.id = a.customer_id
 WHERE a.workspace_id = $1 AND c.id IS NULL
UNION ALL
SELECT 'answer cuts without value or customer', count(*)
  FROM answer_cut a
  LEFT JOIN customer c ON c.workspace_id = a.workspace_id AND c.id = a.customer_id
  LEFT JOIN cut_value v ON v.workspace_id = a.workspace_id AND v.column_id = a.column_id AND v.id = a.value_id
 WHERE a.workspace_id = $1 AND (c.id IS NULL OR v.id IS NULL)
UNION ALL
SELECT 'notes without customer', count(*)
  FROM note n
  LEFT JOIN customer c ON c.workspace_id = n.workspace_id AND c.id = n.customer_id
 WHERE n.workspace_id = $1 AND c.id IS NULL
UNION ALL
SELECT 'ledger entries without customer', count(*)
  FROM decision d
  LEFT JOIN customer c ON c.workspace_id = d.workspace_id AND c.id = d.customer_id
 WHERE d.workspace_id = $1 AND c.id IS NULL
UNION ALL
SELECT 'files without bytes', count(*)
  FROM file f
  LEFT JOIN file_content b ON b.workspace_id = f.workspace_id AND b.digest = f.digest
 WHERE f.workspace_id = $1 AND b.digest IS NULL
UNION ALL
SELECT 'contacts tied to no organisation', count(*) FROM contact
LEFT JOIN organisation ON organisation.workspace_id = contact.workspace_id AND organisation.id = contact.organisation_id
WHERE contact.workspace_id = $1 AND contact.organisation_id IS NOT NULL AND organisation.id IS NULL
UNION ALL
SELECT 'held domains without an active organisation', count(*) FROM held_domain
LEFT JOIN organisation ON organisation.workspace_id = held_domain.workspace_id
    AND organisation.id = held_domain.organisation_id AND organisation.is_active
WHERE held_domain.workspace_id = $1 AND organisation.id IS NULL
UNION ALL
SELECT 'values without organisation or field', count(*) FROM organisation_value
LEFT JOIN organisation ON organisation.workspace_id = organisation_value.workspace_id
    AND organisation.id = organisation_value.organisation_id
LEFT JOIN organisation_field ON organisation_field.workspace_id = organisation_value.workspace_id
    AND organisation_field.id = organisation_value.field_id
WHERE organisation_value.workspace_id = $1 AND (organisation.id IS NULL OR organisation_field.id IS NULL)
UNION ALL
SELECT 'customers whose contact is not there', COUNT(*) FROM customer
LEFT JOIN contact ON contact.workspace_id = customer.workspace_id AND contact.address_hash = customer.contact_hash
WHERE customer.workspace_id = $1 AND customer.contact_hash IS NOT NULL AND contact.number IS NULL
UNION ALL
SELECT 'customers of an unknown segment', COUNT(*) FROM customer
LEFT JOIN segment ON segment.workspace_id = customer.workspace_id AND segment.id = customer.segment_id
WHERE customer.workspace_id = $1 AND customer.segment_id IS NOT NULL AND segment.id IS NULL
UNION ALL
SELECT 'segments without a segment above them, beside the main one', COUNT(*) FROM segment
LEFT JOIN segment AS above ON above.workspace_id = segment.workspace_id AND above.id = segment.parent_id
WHERE segment.workspace_id = $1 AND segment.id > 1 AND above.id IS NULL
UNION ALL
SELECT 'products without a group', COUNT(*) FROM product
LEFT JOIN product_group ON product_group.workspace_id = product.workspace_id AND product_group.id = product.group_id
WHERE product.workspace_id = $1 AND product_group.id IS NULL
UNION ALL
SELECT 'workspaces whose mark of contact rules is not what the rules say', COUNT(*) FROM workspace
WHERE workspace_id = $1 AND has_contact_rules <> EXISTS (
    SELECT FROM contact_rule WHERE contact_rule.workspace_id = $1 AND contact_rule.is_enabled)
