-- Captchas of our own that were solved and have been used. After its expiry a challenge is refused by itself.
CREATE TABLE captchas (
    id TEXT PRIMARY KEY,
    expires_at BIGINT NOT NULL
) STRICT;
CREATE INDEX captchas_by_expires_at ON captchas (expires_at);
