-- Addresses that get no mail until they are released.
CREATE TABLE marked_addresses (
    email_key TEXT PRIMARY KEY,
    email TEXT NOT NULL,
    mark TEXT NOT NULL,
    words TEXT NOT NULL,
    marked_at BIGINT NOT NULL
) STRICT;
CREATE INDEX marked_addresses_by_marked_at ON marked_addresses (marked_at);

-- Who sends mail, when it was last seen at work, and what keeps it from sending.
CREATE TABLE workers (
    id TEXT PRIMARY KEY,
    lane TEXT NOT NULL,
    seen_at BIGINT NOT NULL,
    trouble TEXT,
    words TEXT,
    trouble_since BIGINT
) STRICT;

-- Finishing a mail is the queue's most frequent write; the sweep finds old mails by created_at as well.
DROP INDEX mails_by_finished_at;
