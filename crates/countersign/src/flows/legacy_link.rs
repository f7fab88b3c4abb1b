//! Links that another application mailed before its people were brought here. A genuine one stands for a link of ours, to
//! the same pages and with the same proofs; it gets its row when it is used (`parts::spend`). Whoever was not brought along
//! is told what everybody is whose link is over.

use countersign_core::link::{Purpose, Seal};
use countersign_store::{legacy_people, links};

use super::parts::Genuine;
use crate::{Countersign, Error};

/// None if the token is forged: then the database was not touched.
pub(super) async fn find(app: &Countersign, seal: Seal, token: &str) -> Result<Option<Genuine>, Error> {
    let purpose = match seal {
        Seal::Confirm => Purpose::Confirm,
        Seal::Reset => Purpose::Reset,
        // A change of address that waits is not brought along.
        Seal::ChangeEmail => return Ok(None),
    };
    let Some(legacy_links) = &app.rules.legacy_links else { return Ok(None) };
    let Some(token) = legacy_links.open(seal, token, app.clock.now()) else { return Ok(None) };
    let mut conn = app.db.read().await?;
    let unused = legacy_people::link(&mut conn, &token.names, token.link, purpose, token.expires_at).await?;
    // Behind the look at whom it means: whoever uses it meanwhile leaves its row, and the others hear of that.
    let used_or_void = links::find(&mut conn, token.link).await?;
    let link = used_or_void.or(unused);
    Ok(Some(Genuine { link_id: token.link, expires_at: token.expires_at, link }))
}
