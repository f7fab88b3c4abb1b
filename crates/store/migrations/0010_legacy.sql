-- Whom another application has brought along, and by which id it knew them: links that it mailed before speak of them by
-- that id or by their address (`[legacy_links]`). The row has the id of its account or sign-up, and goes with it.
CREATE TABLE legacy_people (
    id TEXT PRIMARY KEY,
    legacy_id TEXT UNIQUE,
    account_id TEXT UNIQUE REFERENCES accounts (id) ON DELETE CASCADE,
    sign_up_id TEXT UNIQUE REFERENCES sign_ups (id) ON DELETE CASCADE,
    -- The account's when it was brought: once that has moved on, no such link works.
    epoch BIGINT
) STRICT;
