-- The dearest work of each kind that verifying an imported password hash may still take, and when that was looked at.
-- Every sign-in does as much, so that the time to its answer tells nothing of an address.
CREATE TABLE foreign_hashes (
    kind TEXT PRIMARY KEY,
    work BIGINT NOT NULL,
    as_of BIGINT NOT NULL
) STRICT;
