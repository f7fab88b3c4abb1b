//! What the application that embeds us does in our transactions: its own rows are there exactly when the account is.
//! The flows that make and remove accounts call this; what may be done with the transaction is
//! `countersign_store::host`'s business.

use std::future::{Future, ready};
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use countersign_core::account::Account;
use countersign_core::{Address, Id, Timestamp};
use countersign_store::Tx;
use countersign_store::host::{self, Transaction};

use crate::Error;

/// How long a hook may take. It holds the one write lock of SQLite, or rows of PostgreSQL that others wait for: as long
/// as those wait for a lock (`countersign_store::db`), and no longer.
const AT_MOST: Duration = Duration::from_secs(2);

/// Why a hook did not do its part: any error will do.
pub type HookError = Box<dyn std::error::Error + Send + Sync>;

/// What your application does in the transactions in which accounts come and go, so that its own rows are committed or
/// rolled back with them. Give it to [`Builder::hooks`](crate::Builder::hooks).
///
/// A hook that fails rolls everything back: there is no account, the person sees a friendly error page (a 500 with a
/// request id whose reason is in your log, or a 503 if the error is a
/// [`sql::Error::Busy`](host::Error::Busy)), and the link in the mail stays good for another try. The same happens
/// when a hook panics, or takes longer than two seconds: on SQLite nobody else can write while it runs.
///
/// A hook is called again for the same person after a try that was rolled back, so what it does outside of the
/// transaction (a call to another service, say) may happen more than once, or for an account that never came to be.
///
/// Hooks run in the process that embeds Countersign, for every account that is made or removed there. An account that
/// the program `countersign` makes or removes on the same database, by `account create` or `import`, runs none.
///
/// # Examples
///
/// ```
/// use countersign::sql::Transaction;
/// use countersign::{AccountHooks, HookError, Id, NewAccount};
///
/// struct Profiles;
///
/// impl AccountHooks for Profiles {
///     async fn account_created(&self, tx: &mut Transaction<'_>, account: &NewAccount) -> Result<(), HookError> {
///         let sql = "INSERT INTO profiles (account_id, display_name) VALUES ($1, $2)";
///         tx.execute(sql, [account.id.into(), account.email.as_str().into()]).await?;
///         Ok(())
///     }
///
///     async fn account_removed(&self, tx: &mut Transaction<'_>, account_id: Id) -> Result<(), HookError> {
///         tx.execute("DELETE FROM profiles WHERE account_id = $1", [account_id.into()]).await?;
///         Ok(())
///     }
/// }
/// ```
pub trait AccountHooks: Send + Sync + 'static {
    /// In the transaction that makes an account, right after its row was written.
    ///
    /// # Errors
    /// Any error rolls the transaction back.
    fn account_created(
        &self,
        tx: &mut Transaction<'_>,
        account: &NewAccount,
    ) -> impl Future<Output = Result<(), HookError>> + Send {
        let _ = (tx, account);
        ready(Ok(()))
    }

    /// In the transaction that removes an account for good, right before its row goes: when its owner has closed it and
    /// the time to have it back is over (the worker does this), or at once where `close_grace` is zero; when an admin
    /// deletes it; or when a closed account gives way to a new one of the same address.
    ///
    /// # Errors
    /// Any error rolls the transaction back. What the worker could not remove it tries again in ten minutes.
    fn account_removed(
        &self,
        tx: &mut Transaction<'_>,
        account_id: Id,
    ) -> impl Future<Output = Result<(), HookError>> + Send {
        let _ = (tx, account_id);
        ready(Ok(()))
    }
}

/// An account that is being made.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct NewAccount {
    /// Stays the same for as long as there is the account; what your own rows refer to.
    pub id: Id,
    /// The address that was confirmed. It may be changed later: ask [`SignedIn::email`](crate::SignedIn::email) where it
    /// matters.
    pub email: Address,
    /// The language that the person signed up in, as a tag such as `de` or `pt-BR`, if it is known.
    pub locale: Option<String>,
    /// When the account was made.
    pub created_at: Timestamp,
}

/// The application's hooks; by default there are none.
#[derive(Clone, Default)]
pub struct Hooks(Option<Arc<dyn Called>>);

impl Hooks {
    /// Of one application.
    pub fn new(hooks: impl AccountHooks) -> Self {
        Self(Some(Arc::new(hooks)))
    }

    pub(crate) async fn account_created(&self, tx: &mut Tx, account: &Account) -> Result<(), Error> {
        let Some(hooks) = &self.0 else { return Ok(()) };
        let account = NewAccount {
            id: account.id,
            email: account.address.clone(),
            locale: account.locale.clone(),
            created_at: account.created_at,
        };
        within(AT_MOST, hooks.account_created(&mut tx.host(), &account)).await
    }

    pub(crate) async fn account_removed(&self, tx: &mut Tx, account_id: Id) -> Result<(), Error> {
        let Some(hooks) = &self.0 else { return Ok(()) };
        within(AT_MOST, hooks.account_removed(&mut tx.host(), account_id)).await
    }
}

async fn within(limit: Duration, hook: impl Future<Output = Result<(), HookError>>) -> Result<(), Error> {
    match tokio::time::timeout(limit, hook).await {
        Ok(Ok(())) => Ok(()),
        Ok(Err(error)) => Err(match error.downcast_ref() {
            Some(host::Error::Busy(reason)) => {
                tracing::warn!(reason, "the database cannot do this now");
                Error::Overloaded
            }
            Some(_) | None => Error::Hook(error.to_string()),
        }),
        Err(_) => Err(Error::Hook(format!("took longer than {} s", limit.as_secs()))),
    }
}

type Calling<'a> = Pin<Box<dyn Future<Output = Result<(), HookError>> + Send + 'a>>;

/// The same with one type for all hooks.
trait Called: Send + Sync {
    fn account_created<'a>(&'a self, tx: &'a mut Transaction<'_>, account: &'a NewAccount) -> Calling<'a>;
    fn account_removed<'a>(&'a self, tx: &'a mut Transaction<'_>, account_id: Id) -> Calling<'a>;
}

impl<H: AccountHooks> Called for H {
    fn account_created<'a>(&'a self, tx: &'a mut Transaction<'_>, account: &'a NewAccount) -> Calling<'a> {
        Box::pin(AccountHooks::account_created(self, tx, account))
    }

    fn account_removed<'a>(&'a self, tx: &'a mut Transaction<'_>, account_id: Id) -> Calling<'a> {
        Box::pin(AccountHooks::account_removed(self, tx, account_id))
    }
}

#[cfg(test)]
mod tests {
    use std::future::pending;

    use super::*;

    #[tokio::test]
    async fn a_hook_that_takes_too_long_is_given_up() {
        assert!(within(AT_MOST, ready(Ok(()))).await.is_ok());
        let told = within(Duration::ZERO, pending()).await.unwrap_err().to_string();
        assert_eq!(told, "the application's hook: took longer than 0 s");
    }
}
