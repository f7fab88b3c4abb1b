//! Statements about a handful of things at once, where one for each would be as many round trips.

use super::Value;

/// What a worker is handed, and looks up, at one time.
pub const HANDFUL: usize = 16;

/// The first arguments of a statement: the keys of a handful. Those there is no need for are NULL, which equals nothing.
macro_rules! handful {
    () => {
        "$1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16"
    };
}
pub(crate) use handful;

/// The keys as such arguments. One that was left out would look as if there were nothing under it.
pub(crate) fn padded<K: Into<Value>>(keys: impl IntoIterator<Item = K>) -> Vec<Value> {
    let mut args: Vec<Value> = keys.into_iter().map(K::into).collect();
    assert!(args.len() <= HANDFUL, "a handful is no more than {HANDFUL}");
    args.resize(HANDFUL, Value::Text(None));
    args
}
