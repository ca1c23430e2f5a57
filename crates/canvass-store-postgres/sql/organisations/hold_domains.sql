-- Sorted by the caller, so that two transactions wait for each other in one order.
INSERT INTO held_domain (workspace_id, domain, organisation_id)
SELECT $1::int, domain, $3::int FROM unnest($2::text[]) AS domain
