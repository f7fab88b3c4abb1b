-- Wrong passwords in a row, by whom they are counted for: the key is a hash, as in limits.
CREATE TABLE guesses (
    key TEXT PRIMARY KEY,
    wrong BIGINT NOT NULL,
    wrong_at BIGINT NOT NULL,
    again_at BIGINT NOT NULL
) STRICT;
CREATE INDEX guesses_by_wrong_at ON guesses (wrong_at);

-- Whose mailbox a mail goes to, and since when it counts as one of the mails that the mailbox has had.
ALTER TABLE mails ADD COLUMN mailbox TEXT;
ALTER TABLE mails ADD COLUMN counted_at BIGINT;
CREATE INDEX mails_counted ON mails (mailbox, counted_at) WHERE counted_at IS NOT NULL;
CREATE INDEX mails_waiting ON mails (mailbox, id) WHERE counted_at IS NULL AND finished_at IS NULL;
