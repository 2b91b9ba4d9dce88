-- A version of a policy that is decided by beside the active one, and never acts. Null: none is.

ALTER TABLE policies ADD COLUMN shadow_version INTEGER;
