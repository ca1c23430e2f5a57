-- Policies are versioned documents (document/policy.rs); NULL = nothing was ever set.
ALTER TABLE workspace ADD COLUMN policy TEXT;
ALTER TABLE questionnaire ADD COLUMN policy TEXT;
