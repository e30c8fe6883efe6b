-- The network address from where a person acted. Null for what the server does by itself, and for older entries; then
-- it is no part of the entry's hash.
ALTER TABLE audit ADD COLUMN origin TEXT;
