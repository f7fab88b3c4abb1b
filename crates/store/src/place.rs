//! Places in listings: a page is what is behind the last row of the one before it, found by an index. So the hundredth
//! page costs as much as the first, and what is added meanwhile moves nothing.

use std::fmt;
use std::str::FromStr;

use countersign_core::{Id, Timestamp};

use crate::db::Value;

/// The last row of a page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Behind {
    /// The instant by which the listing is ordered.
    pub at: Timestamp,
    /// Decides between rows of one instant.
    pub id: Id,
}

impl Behind {
    /// For a listing with the newest first; without a row, from its beginning.
    pub(crate) fn backwards(place: Option<Self>) -> [Value; 2] {
        match place {
            Some(place) => [Value::from(place.at), Value::from(place.id)],
            None => [Value::from(i64::MAX), Value::from("")],
        }
    }

    /// For one with the oldest first.
    pub(crate) fn forwards(place: Option<Self>) -> [Value; 2] {
        match place {
            Some(place) => [Value::from(place.at), Value::from(place.id)],
            None => [Value::from(i64::MIN), Value::from("")],
        }
    }
}

impl fmt::Display for Behind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}", self.at.millis(), self.id)
    }
}

/// The text is not what a place is written as.
#[derive(Clone, Copy, Debug, thiserror::Error)]
#[error("not a place in a listing")]
pub struct NoPlace;

impl FromStr for Behind {
    type Err = NoPlace;

    fn from_str(text: &str) -> Result<Self, NoPlace> {
        let (at, id) = text.split_once('.').ok_or(NoPlace)?;
        let at = at.parse().map(Timestamp::from_millis).map_err(|_| NoPlace)?;
        Ok(Self { at, id: id.parse().map_err(|_| NoPlace)? })
    }
}

/// As much of a listing as is shown at once, and behind which row the next page begins, if there may be one.
#[derive(Debug)]
pub struct Leaf<T> {
    /// In the order of the listing.
    pub rows: Vec<T>,
    /// None on the last page.
    pub next: Option<Behind>,
}

impl<T> Leaf<T> {
    /// Of rows of which one more than `limit` was asked for.
    pub(crate) fn of(mut rows: Vec<T>, limit: usize, place: impl Fn(&T) -> Behind) -> Self {
        let has_more = rows.len() > limit;
        rows.truncate(limit);
        let next = rows.last().filter(|_| has_more).map(place);
        Self { rows, next }
    }

    /// Of a window of rows that were read for some of them: `edge` is its last row, if there may be more behind it. One
    /// more than `limit` was asked for here, too.
    pub(crate) fn of_window(rows: Vec<T>, limit: usize, edge: Option<Behind>, place: impl Fn(&T) -> Behind) -> Self {
        let mut leaf = Self::of(rows, limit, place);
        leaf.next = leaf.next.or(edge);
        leaf
    }
}
