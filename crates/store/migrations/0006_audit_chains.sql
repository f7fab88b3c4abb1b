-- The audit trail in hash chains: each row names the one before it, a head for each chain says where it ends. Rows
-- from before have no chain.
ALTER TABLE audit_events ADD COLUMN chain BIGINT;
ALTER TABLE audit_events ADD COLUMN seq BIGINT;
ALTER TABLE audit_events ADD COLUMN hash BYTEA;
CREATE UNIQUE INDEX audit_events_by_chain ON audit_events (chain, seq) WHERE chain IS NOT NULL;

-- `seq` and `hash` are those of the last row, `swept_…` of the last that the sweep removed; `mac` covers all of it
-- under a key that the database does not have.
CREATE TABLE audit_chains (
    chain BIGINT PRIMARY KEY,
    begun_at BIGINT NOT NULL,
    seq BIGINT NOT NULL,
    hash BYTEA NOT NULL,
    swept_seq BIGINT NOT NULL,
    swept_hash BYTEA NOT NULL,
    mac BYTEA NOT NULL
) STRICT;
