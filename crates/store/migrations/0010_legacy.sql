-- Whom an import has brought along: links that the other application mailed before speak of them by their address or by
-- the id that they had there, from which theirs here is made (`[legacy_links]`). The row has the id of its account or
-- sign-up, and goes with it.
CREATE TABLE legacy_people (
    id TEXT PRIMARY KEY,
    account_id TEXT UNIQUE REFERENCES accounts (id) ON DELETE CASCADE,
    sign_up_id TEXT UNIQUE REFERENCES sign_ups (id) ON DELETE CASCADE,
    -- The account's when it was brought: once that has moved on, no such link works.
    epoch BIGINT
) STRICT;
