-- Policies are versioned documents (document/policy.rs); NULL = nothing was ever set.
ALTER TABLE workspace ADD COLUMN policy text;
ALTER TABLE questionnaire ADD COLUMN policy text;
