-- Rate limits: a bucket and when it will be whole again. The key is a hash; a bucket that is whole needs no row.
CREATE TABLE limits (
    key TEXT PRIMARY KEY,
    whole_at BIGINT NOT NULL
) STRICT;
CREATE INDEX limits_by_whole_at ON limits (whole_at);
