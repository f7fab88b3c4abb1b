//! Change the language of an account's mails and pages, or leave it to what each browser asks for. It is a matter of
//! taste and not of safety: no password, no mail.

use countersign_core::account::Account;
use countersign_core::audit::Event;
use countersign_core::session::Session;
use countersign_store::accounts;

use super::parts::{About, Visitor, begin_as, note_bounded};
use crate::{Countersign, Error};

/// `locale` is a tag that the door has checked. The account as it is afterwards.
pub async fn change_language(
    app: &Countersign,
    account: &Account,
    session: &Session,
    locale: Option<String>,
    visitor: &Visitor,
) -> Result<Account, Error> {
    if locale == account.locale {
        return Ok(account.clone());
    }
    let mut tx = begin_as(app, session).await?;
    accounts::set_locale(&mut tx, account.id, locale.as_deref()).await?;
    tx.commit().await?;
    note_bounded(app, Event::ChangeLanguage, "changed", About::account(account), visitor).await?;
    Ok(Account { locale, ..account.clone() })
}
