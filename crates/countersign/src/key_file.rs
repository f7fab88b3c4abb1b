//! The secret key of an installation that was given none: made once, kept beside the SQLite file, readable
//! by its owner only. A key that others can read stops the start.

use std::fs::{self, File, OpenOptions};
use std::io::{ErrorKind, Write};
use std::os::unix::fs::{OpenOptionsExt, PermissionsExt};
use std::path::{Path, PathBuf};

use countersign_core::SecretKey;

use crate::random;

/// Where the key of a database is kept: `countersign.db` has `countersign.key`.
pub fn path_beside(database_url: &str) -> Option<PathBuf> {
    let path = database_url.strip_prefix("sqlite://")?;
    Some(Path::new(path).with_extension("key"))
}

/// Reads the key, or makes it. Of several processes that start at once, one makes it and all read it.
pub fn read_or_make(path: &Path) -> Result<SecretKey, String> {
    if let Some(key) = read(path)? {
        return Ok(key);
    }
    let key = SecretKey::from_random(random::bytes());
    let draft = path.with_extension(format!("key.{}", std::process::id()));
    write(&draft, key.to_hex().expose()).map_err(|error| format!("{} cannot be written: {error}", draft.display()))?;
    // A link, unlike a rename, never replaces a key that somebody else has put there meanwhile.
    let placed = fs::hard_link(&draft, path);
    let _ = fs::remove_file(&draft);
    match placed {
        Err(error) if error.kind() != ErrorKind::AlreadyExists => {
            Err(format!("{} cannot be made: {error}", path.display()))
        }
        Ok(()) | Err(_) => read(path)?.ok_or_else(|| format!("{} is gone again", path.display())),
    }
}

fn read(path: &Path) -> Result<Option<SecretKey>, String> {
    let shown = path.display();
    let text = match fs::read_to_string(path) {
        Ok(text) => text,
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(format!("{shown} cannot be read: {error}")),
    };
    let mode = fs::metadata(path).map_err(|error| format!("{shown} cannot be read: {error}"))?.permissions().mode();
    if mode & 0o077 != 0 {
        return Err(format!("{shown} can be read by others: `chmod 600 {shown}`"));
    }
    SecretKey::parse(&text).map(Some).map_err(|refusal| format!("the key in {shown} {refusal}"))
}

fn write(path: &Path, text: &str) -> std::io::Result<()> {
    let mut file: File = OpenOptions::new().write(true).create(true).truncate(true).mode(0o600).open(path)?;
    file.write_all(text.as_bytes())?;
    file.write_all(b"\n")?;
    file.sync_all()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_made_once_for_its_owner_only() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("accounts.key");
        let first = read_or_make(&path).unwrap();
        let again = read_or_make(&path).unwrap();
        assert_eq!(first.to_hex().expose(), again.to_hex().expose());
        assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
        fs::set_permissions(&path, fs::Permissions::from_mode(0o644)).unwrap();
        assert!(read_or_make(&path).err().unwrap().contains("chmod 600"));
    }
}
