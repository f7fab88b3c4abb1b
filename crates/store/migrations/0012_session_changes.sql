-- Set anew whenever a session ends or an account changes, so that what is remembered of sessions is known to be of before.
CREATE TABLE session_changes (
    id BIGINT PRIMARY KEY,
    number BIGINT NOT NULL
) STRICT;
