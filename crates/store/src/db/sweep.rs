//! The statements by which rows go whose time is over.

/// A sweep removes so many rows of a kind at most; whoever wants the rest gone asks again, in another transaction: others
/// have to write between them.
pub const SWEPT_AT_ONCE: i64 = 1_000;

/// Removes rows of a table, by their key, that meet the condition, at most as many as the last argument says. The condition
/// stands outside the choice of rows as well: PostgreSQL looks at a row that somebody has just changed once more, and then
/// at that alone.
macro_rules! sweep_sql {
    ($table:literal, $key:literal, $condition:literal, $most:literal) => {
        concat!(
            "DELETE FROM ",
            $table,
            " WHERE (",
            $condition,
            ") AND ",
            $key,
            " IN (SELECT ",
            $key,
            " FROM ",
            $table,
            " WHERE ",
            $condition,
            " LIMIT ",
            $most,
            ")"
        )
    };
}
pub(crate) use sweep_sql;
