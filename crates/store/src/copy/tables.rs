//! The list of all tables that a copy moves, in the order that their references want, and the statements made
//! of it. `copies` is not in it: that one is about its own database. A case of the contract holds the list
//! against both databases, so that whoever adds a table or column is led here.

use crate::db::{Kind, Value, insert_rows};

/// What is copied of a table.
pub struct Table {
    /// As in SQL.
    pub name: &'static str,
    /// The first is the primary key.
    pub columns: &'static [Column],
}

/// One column of a table.
pub struct Column {
    /// As in SQL.
    pub name: &'static str,
    /// What it holds.
    pub kind: Kind,
}

const fn text(name: &'static str) -> Column {
    Column { name, kind: Kind::Text }
}

const fn int(name: &'static str) -> Column {
    Column { name, kind: Kind::Int }
}

const fn bytes(name: &'static str) -> Column {
    Column { name, kind: Kind::Bytes }
}

/// What a row refers to comes before it.
#[rustfmt::skip] // A table is its name and a few lines of columns.
pub const TABLES: &[Table] = &[
    Table { name: "accounts", columns: &[
        text("id"), text("email"), text("email_key"), text("password_hash"), text("locale"), int("epoch"),
        int("created_at"), int("password_changed_at"), int("signed_in_at"), int("disabled_at"), text("role"),
        int("closed_at"), int("kept_until"),
    ] },
    Table { name: "sign_ups", columns: &[
        text("id"), text("email"), text("email_key"), text("password_hash"), bytes("cookie_hash"), text("locale"),
        text("next"), int("created_at"), int("expires_at"), int("confirmed_at"),
    ] },
    Table { name: "legacy_people", columns: &[
        text("id"), text("account_id"), text("sign_up_id"), int("epoch"),
    ] },
    Table { name: "sessions", columns: &[
        text("id"), bytes("token_hash"), text("account_id"), int("epoch"), int("created_at"), int("seen_at"),
        int("expires_at"), text("client"), text("user_agent"),
    ] },
    Table { name: "email_changes", columns: &[
        text("id"), text("account_id"), text("from_email"), text("to_email"), int("epoch"), int("created_at"),
        int("confirmed_at"), int("undone_at"),
    ] },
    Table { name: "links", columns: &[
        text("id"), text("purpose"), text("email"), text("sign_up_id"), text("account_id"), text("email_change_id"),
        int("epoch"), int("created_at"), int("expires_at"), int("used_at"),
    ] },
    Table { name: "mails", columns: &[
        text("id"), text("intent"), text("email"), text("email_key"), text("account_id"), text("sign_up_id"),
        text("email_change_id"), text("locale"), int("created_at"), int("run_at"), int("attempts"),
        text("lease_owner"), int("lease_until"), text("kind"), text("ending"), int("finished_at"), text("last_answer"),
        text("mailbox"), int("counted_at"),
    ] },
    Table { name: "audit_events", columns: &[
        text("id"), int("at"), text("event"), text("outcome"), text("account_id"), text("email_key"), text("link_id"),
        text("client"), text("user_agent"), int("chain"), int("seq"), bytes("hash"), text("actor_id"),
    ] },
    Table { name: "audit_chains", columns: &[
        int("chain"), int("begun_at"), int("seq"), bytes("hash"), int("swept_seq"), bytes("swept_hash"), bytes("mac"),
    ] },
    Table { name: "marked_addresses", columns: &[
        text("email_key"), text("email"), text("mark"), text("words"), int("marked_at"),
    ] },
    Table { name: "workers", columns: &[
        text("id"), text("lane"), int("seen_at"), text("trouble"), text("words"), int("trouble_since"),
    ] },
    Table { name: "guesses", columns: &[text("key"), int("wrong"), int("wrong_at"), int("again_at")] },
    Table { name: "limits", columns: &[text("key"), int("whole_at")] },
    Table { name: "captchas", columns: &[text("id"), int("expires_at")] },
    Table { name: "session_changes", columns: &[int("id"), int("number")] },
    Table { name: "foreign_hashes", columns: &[text("kind"), int("work"), int("as_of")] },
];

impl Table {
    pub(super) fn kinds(&self) -> Vec<Kind> {
        self.columns.iter().map(|column| column.kind).collect()
    }

    fn names(&self) -> Vec<&'static str> {
        self.columns.iter().map(|column| column.name).collect()
    }

    /// The key in the order of its bytes: SQLite's own, and on PostgreSQL whatever order the database has.
    fn key(&self, is_postgres: bool) -> String {
        let Column { name, kind } = self.columns[0];
        if is_postgres && kind == Kind::Text { format!("{name} COLLATE \"C\"") } else { name.to_owned() }
    }

    pub(super) fn select(&self, is_postgres: bool) -> String {
        format!("SELECT {} FROM {} ORDER BY {}", self.names().join(", "), self.name, self.key(is_postgres))
    }

    /// Of so many rows at once.
    pub(super) fn insert(&self, rows: usize) -> String {
        insert_rows(self.name, &self.names(), rows)
    }

    /// Of so many rows by their keys.
    pub(super) fn delete(&self, rows: usize) -> String {
        let places: Vec<String> = (1..=rows).map(|place| format!("${place}")).collect();
        format!("DELETE FROM {} WHERE {} IN ({})", self.name, self.columns[0].name, places.join(","))
    }

    /// Of the row with this key and all behind it.
    pub(super) fn delete_from(&self, is_postgres: bool) -> String {
        format!("DELETE FROM {} WHERE {} >= $1", self.name, self.key(is_postgres))
    }
}

/// The key of a row.
pub(super) fn key(row: &[Value]) -> &Value {
    &row[0]
}
