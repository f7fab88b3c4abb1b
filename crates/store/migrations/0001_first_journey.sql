-- Written once for both databases. `db.rs` turns BIGINT and BYTEA into INTEGER and BLOB for SQLite and
-- drops STRICT for PostgreSQL; nothing else differs. Ids are text, instants are Unix milliseconds.

-- An address that was confirmed, and the password that came with it.
CREATE TABLE accounts (
    id TEXT PRIMARY KEY,
    email TEXT NOT NULL,
    email_key TEXT NOT NULL UNIQUE,
    password_hash TEXT,
    locale TEXT,
    epoch BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    password_changed_at BIGINT NOT NULL,
    signed_in_at BIGINT,
    disabled_at BIGINT
) STRICT;

-- One attempt each; any number of them for one address.
CREATE TABLE sign_ups (
    id TEXT PRIMARY KEY,
    email TEXT NOT NULL,
    email_key TEXT NOT NULL,
    password_hash TEXT,
    cookie_hash BYTEA NOT NULL UNIQUE,
    locale TEXT,
    next TEXT,
    created_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    confirmed_at BIGINT
) STRICT;
CREATE INDEX sign_ups_by_email_key ON sign_ups (email_key, created_at);
CREATE INDEX sign_ups_by_expires_at ON sign_ups (expires_at);

CREATE TABLE sessions (
    id TEXT PRIMARY KEY,
    token_hash BYTEA NOT NULL UNIQUE,
    account_id TEXT NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
    epoch BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    seen_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    client TEXT NOT NULL,
    user_agent TEXT NOT NULL
) STRICT;
CREATE INDEX sessions_by_account ON sessions (account_id, created_at);
CREATE INDEX sessions_by_expires_at ON sessions (expires_at);

CREATE TABLE email_changes (
    id TEXT PRIMARY KEY,
    account_id TEXT NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
    from_email TEXT NOT NULL,
    to_email TEXT NOT NULL,
    epoch BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    confirmed_at BIGINT,
    undone_at BIGINT
) STRICT;
CREATE INDEX email_changes_by_account ON email_changes (account_id, created_at);

-- A link has the id of the mail that carries it. No signature is stored: the row alone opens nothing.
CREATE TABLE links (
    id TEXT PRIMARY KEY,
    purpose TEXT NOT NULL,
    email TEXT NOT NULL,
    sign_up_id TEXT REFERENCES sign_ups (id) ON DELETE CASCADE,
    account_id TEXT REFERENCES accounts (id) ON DELETE CASCADE,
    email_change_id TEXT REFERENCES email_changes (id) ON DELETE CASCADE,
    epoch BIGINT,
    created_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    used_at BIGINT
) STRICT;
CREATE INDEX links_by_sign_up ON links (sign_up_id);
CREATE INDEX links_by_account ON links (account_id);
CREATE INDEX links_by_email_change ON links (email_change_id);
CREATE INDEX links_by_expires_at ON links (expires_at);

-- The queue. A mail without finished_at is queued; a lease says which worker has it in hand.
CREATE TABLE mails (
    id TEXT PRIMARY KEY,
    intent TEXT NOT NULL,
    email TEXT NOT NULL,
    email_key TEXT NOT NULL,
    account_id TEXT,
    sign_up_id TEXT,
    email_change_id TEXT,
    locale TEXT,
    created_at BIGINT NOT NULL,
    run_at BIGINT NOT NULL,
    attempts BIGINT NOT NULL,
    lease_owner TEXT,
    lease_until BIGINT,
    kind TEXT,
    ending TEXT,
    finished_at BIGINT,
    last_answer TEXT
) STRICT;
CREATE INDEX mails_queued ON mails (run_at, id) WHERE finished_at IS NULL;
CREATE INDEX mails_by_created_at ON mails (created_at);
CREATE INDEX mails_by_email_key ON mails (email_key);
CREATE INDEX mails_by_finished_at ON mails (finished_at);

CREATE TABLE audit_events (
    id TEXT PRIMARY KEY,
    at BIGINT NOT NULL,
    event TEXT NOT NULL,
    outcome TEXT NOT NULL,
    account_id TEXT,
    email_key TEXT,
    link_id TEXT,
    client TEXT NOT NULL,
    user_agent TEXT NOT NULL
) STRICT;
CREATE INDEX audit_events_by_at ON audit_events (at);
CREATE INDEX audit_events_by_account ON audit_events (account_id, at);
CREATE INDEX audit_events_by_email_key ON audit_events (email_key, at);
