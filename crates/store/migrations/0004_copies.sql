-- A copy of another database into this one. Until it is finished nobody may work here: half of the rows are
-- not there yet. At most one row; `digest` is of all that was copied.
CREATE TABLE copies (
    id TEXT PRIMARY KEY,
    begun_at BIGINT NOT NULL,
    finished_at BIGINT,
    digest BYTEA
) STRICT;
