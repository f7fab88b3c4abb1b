//! Somebody of another application, imported with the id and password that they had there.

use countersign::flows::import_accounts::{Ended, Import, Looked};
use countersign_core::foreign::{BcryptOf, Keys};
use countersign_core::hash::{self, Cost, Memory};
use countersign_core::import::{Fields, Line, Terms, read};
use countersign_core::password::Password;

use super::app::operator;
use super::{PASSWORD, TestApp};

const COST: Cost = Cost { memory_kib: 8, passes: 1, lanes: 1 };

impl TestApp {
    /// An account, or a sign-up that waits. Their password is `PASSWORD`.
    pub async fn import(&self, email: &str, is_confirmed: bool, id: u32) {
        let password = Password::parse(PASSWORD).unwrap();
        let password_hash = hash::hash(&password, [7; 16], COST, &mut Memory::default()).unwrap();
        let fields = Fields {
            email: email.to_owned(),
            confirmed: is_confirmed.to_string(),
            password_hash: password_hash.expose().clone(),
            id: id.to_string(),
            ..Fields::default()
        };
        let terms = Terms {
            keys: Keys::default(),
            bcrypt_of: BcryptOf::Password,
            allows_weak: true,
            id_space: None,
            now: self.clock.now(),
        };
        let mut import = Import::begin(&self.countersign, false).await.unwrap();
        import.take(vec![Line { number: 2, email: email.to_owned(), row: read(&fields, &terms) }]).await.unwrap();
        let (looked, counts) = import.look().await.unwrap();
        assert!(matches!(looked, Looked::Ready), "{counts:?}");
        let ended = import.write(&counts, &operator(), |_| ()).await.unwrap();
        assert!(matches!(ended, Ended::Imported(_)));
    }
}
