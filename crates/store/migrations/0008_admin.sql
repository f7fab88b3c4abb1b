-- Admins: accounts that look after others. None is the usual.
ALTER TABLE accounts ADD COLUMN role TEXT;

-- Which admin did what a line of the trail tells, if one did. The hash of a row covers it where there is one.
ALTER TABLE audit_events ADD COLUMN actor_id TEXT;
CREATE INDEX audit_events_by_actor ON audit_events (actor_id, at) WHERE actor_id IS NOT NULL;
-- Of one kind, newest first; and how many of an outcome there were on a day, by the index alone.
CREATE INDEX audit_events_by_event ON audit_events (event, at, outcome);

-- Accounts and sign-ups in one list, newest first.
CREATE INDEX accounts_by_created_at ON accounts (created_at, id);
CREATE INDEX accounts_disabled ON accounts (created_at, id) WHERE disabled_at IS NOT NULL;
CREATE INDEX sign_ups_by_created_at ON sign_ups (created_at, id);
-- By how an address begins, their bytes in order: as SQLite has them anyway.
-- PostgreSQL: ALTER TABLE accounts ALTER COLUMN email_key TYPE TEXT COLLATE "C";
-- PostgreSQL: ALTER TABLE sign_ups ALTER COLUMN email_key TYPE TEXT COLLATE "C";

-- The last mails to an address or account, without a look at all of them; and those that failed.
DROP INDEX mails_by_email_key;
CREATE INDEX mails_by_email_key ON mails (email_key, id);
CREATE INDEX mails_by_account ON mails (account_id, id) WHERE account_id IS NOT NULL;
CREATE INDEX mails_failed ON mails (id) WHERE ending = 'failed';
