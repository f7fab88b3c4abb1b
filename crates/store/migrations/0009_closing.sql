-- Accounts that their owners have closed: until kept_until they can be had back, then they are removed. Meanwhile
-- email_key is a text that no address has, so that nothing finds them by their address and it is free for another.
ALTER TABLE accounts ADD COLUMN closed_at BIGINT;
ALTER TABLE accounts ADD COLUMN kept_until BIGINT;
CREATE INDEX accounts_closed ON accounts (kept_until) WHERE kept_until IS NOT NULL;
