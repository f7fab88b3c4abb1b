//! The secret key of an installation that was given none: made once, kept beside the SQLite file, readable
//! by its owner only; beside it the keys before it, each with the instant until which links made with it may be in
//! somebody's mailbox. A key that others can read stops the start.

use std::fs::{self, File, OpenOptions};
use std::io::{self, ErrorKind, Write};
use std::os::unix::fs::{OpenOptionsExt, PermissionsExt};
use std::path::{Path, PathBuf};

use countersign_core::{Secret, SecretKey, Timestamp};

use crate::random;

/// A key that was replaced.
pub struct Previous {
    pub key: SecretKey,
    /// No link made with it works any longer.
    pub until: Timestamp,
}

/// Where the key of a database is kept: `countersign.db` has `countersign.key`.
pub fn path_beside(database_url: &str) -> Option<PathBuf> {
    let path = database_url.strip_prefix("sqlite://")?;
    Some(Path::new(path).with_extension("key"))
}

/// Where the keys before this one are kept: `countersign.previous.key`.
pub fn path_of_previous(path: &Path) -> PathBuf {
    path.with_extension("previous.key")
}

/// Reads the key, or makes it. Of several processes that start at once, one makes it and all read it.
pub fn read_or_make(path: &Path) -> Result<SecretKey, String> {
    if let Some(key) = read(path)? {
        return Ok(key);
    }
    let key = SecretKey::from_random(random::bytes());
    let draft = path.with_extension(format!("key.{}", std::process::id()));
    write(&draft, &key.to_hex()).map_err(|error| format!("{} cannot be written: {error}", draft.display()))?;
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

/// The keys before this one, newest first. To be read after the key itself: `rotate` puts a key here before it puts
/// another in its place, so that none is ever in neither file.
pub fn previous(path: &Path) -> Result<Vec<Previous>, String> {
    let path = path_of_previous(path);
    let Some(text) = read_private(&path)? else { return Ok(Vec::new()) };
    let unread = |line: usize, what: String| format!("line {line} of {} {what}", path.display());
    let keys = text.expose().lines().zip(1..).map(|(text, line)| {
        let (key, until) = text.split_once(" until ").ok_or_else(|| unread(line, "is not KEY until INSTANT".into()))?;
        let key = SecretKey::parse(key).map_err(|refusal| unread(line, refusal.to_string()))?;
        let until = Timestamp::parse_rfc3339(until).ok_or_else(|| unread(line, "names no instant".into()))?;
        Ok(Previous { key, until })
    });
    keys.collect()
}

/// Puts a new key in the place of the key, which verifies until the instant; keys whose time is over by now go, and if
/// the instant is now, it is over for those before it as well. Killed
/// in the middle it leaves either the old key or the new one in place, and the old one among the previous: done again
/// it goes on.
pub fn rotate(path: &Path, now: Timestamp, until: Timestamp) -> Result<(), String> {
    let folder =
        open_folder(path).map_err(|error| format!("the folder of {} cannot be opened: {error}", path.display()))?;
    // Two at once would each put a key in place, and one be lost.
    folder.lock().map_err(|error| format!("the folder of {} cannot be locked: {error}", path.display()))?;
    let old = read(path)?.ok_or_else(|| format!("there is no {}: it is made at the first start", path.display()))?;
    keep(path, &folder, &old, now, until)?;
    let new = SecretKey::from_random(random::bytes());
    replace(path, &folder, &new.to_hex())
}

/// The first step: the key is among the previous ones while it is still in place, which changes nothing.
fn keep(path: &Path, folder: &File, old: &SecretKey, now: Timestamp, until: Timestamp) -> Result<(), String> {
    let mut kept = vec![Previous { key: old.clone(), until }];
    // It may be there already, from a time when this was broken off.
    let others = previous(path)?.into_iter().filter(|other| other.until > now && !other.key.is_same_as(old));
    // Whoever may know this key has read the file beside it, too.
    kept.extend(others.map(|other| if until > now { other } else { Previous { until, ..other } }));
    let mut text = String::with_capacity(kept.len() * 256);
    for Previous { key, until } in &kept {
        text.extend([key.to_hex().expose().as_str(), " until ", &until.rfc3339(), "\n"]);
    }
    text.pop();
    replace(&path_of_previous(path), folder, &Secret::new(text))
}

/// The whole of it or nothing, on disk when this returns.
fn replace(path: &Path, folder: &File, text: &Secret<String>) -> Result<(), String> {
    // Of this name there is one: whoever writes holds the lock.
    let draft = path.with_extension("draft.key");
    let placed = write(&draft, text).and_then(|()| fs::rename(&draft, path)).and_then(|()| folder.sync_all());
    placed.map_err(|error| format!("{} cannot be written: {error}", path.display()))
}

fn open_folder(path: &Path) -> io::Result<File> {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
    File::open(folder.unwrap_or(Path::new(".")))
}

fn read(path: &Path) -> Result<Option<SecretKey>, String> {
    let text = read_private(path)?;
    let key = text.map(|text| SecretKey::parse(text.expose())).transpose();
    key.map_err(|refusal| format!("the key in {} {refusal}", path.display()))
}

fn read_private(path: &Path) -> Result<Option<Secret<String>>, String> {
    let shown = path.display();
    let text = match fs::read_to_string(path) {
        Ok(text) => Secret::new(text),
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(format!("{shown} cannot be read: {error}")),
    };
    let mode = fs::metadata(path).map_err(|error| format!("{shown} cannot be read: {error}"))?.permissions().mode();
    if mode & 0o077 != 0 {
        return Err(format!("{shown} can be read by others: `chmod 600 {shown}`"));
    }
    Ok(Some(text))
}

fn write(path: &Path, text: &Secret<String>) -> io::Result<()> {
    // Left over from somebody who was killed: whatever its mode and owner were, this is a new file.
    match fs::remove_file(path) {
        Err(error) if error.kind() != ErrorKind::NotFound => return Err(error),
        Ok(()) | Err(_) => {}
    }
    let mut file = OpenOptions::new().write(true).create_new(true).mode(0o600).open(path)?;
    file.write_all(text.expose().as_bytes())?;
    file.write_all(b"\n")?;
    file.sync_all()
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    const NOW: Timestamp = Timestamp::from_millis(1_800_000_000_000);
    const DAY: Duration = Duration::from_secs(86_400);

    fn hex(key: &SecretKey) -> String {
        key.to_hex().expose().clone()
    }

    fn all_previous(path: &Path) -> Vec<(String, Timestamp)> {
        previous(path).unwrap().iter().map(|previous| (hex(&previous.key), previous.until)).collect()
    }

    #[test]
    fn a_key_is_made_once_for_its_owner_only() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("accounts.key");
        let first = read_or_make(&path).unwrap();
        let again = read_or_make(&path).unwrap();
        assert_eq!(hex(&first), hex(&again));
        assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
        fs::set_permissions(&path, fs::Permissions::from_mode(0o644)).unwrap();
        assert!(read_or_make(&path).err().unwrap().contains("chmod 600"));
        assert!(rotate(&path, NOW, NOW.plus(DAY)).unwrap_err().contains("chmod 600"));
    }

    #[test]
    fn a_replaced_key_is_kept_for_its_time_and_for_its_owner_only() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("accounts.key");
        let first = hex(&read_or_make(&path).unwrap());
        assert!(all_previous(&path).is_empty());
        rotate(&path, NOW, NOW.plus(DAY)).unwrap();
        let second = hex(&read_or_make(&path).unwrap());
        assert_ne!(first, second);
        assert_eq!(all_previous(&path), [(first.clone(), NOW.plus(DAY))]);
        let later = NOW.plus(DAY / 2);
        rotate(&path, later, later.plus(DAY)).unwrap();
        assert_eq!(all_previous(&path), [(second.clone(), later.plus(DAY)), (first, NOW.plus(DAY))]);
        // The first one's time is over.
        let third = hex(&read_or_make(&path).unwrap());
        let latest = NOW.plus(DAY);
        rotate(&path, latest, latest.plus(DAY)).unwrap();
        assert_eq!(all_previous(&path), [(third, latest.plus(DAY)), (second, later.plus(DAY))]);
        for name in ["accounts.key", "accounts.previous.key"] {
            let mode = fs::metadata(folder.path().join(name)).unwrap().permissions().mode();
            assert_eq!(mode & 0o777, 0o600, "{name}");
        }
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 2, "nothing else is left");
        fs::set_permissions(path_of_previous(&path), fs::Permissions::from_mode(0o640)).unwrap();
        assert!(previous(&path).err().unwrap().contains("chmod 600"));
    }

    /// The states of the files behind each step, and each step that fails.
    #[test]
    fn a_rotation_that_was_broken_off_loses_nothing_and_is_done_by_the_next() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("accounts.key");
        let first = hex(&read_or_make(&path).unwrap());
        let until = NOW.plus(DAY);
        // The draft of the previous keys was written half.
        fs::write(folder.path().join("accounts.previous.draft.key"), "0123").unwrap();
        assert!(all_previous(&path).is_empty() && hex(&read_or_make(&path).unwrap()) == first);
        // The key is in both files.
        let lock = open_folder(&path).unwrap();
        keep(&path, &lock, &read_or_make(&path).unwrap(), NOW, until).unwrap();
        assert_eq!(hex(&read_or_make(&path).unwrap()), first);
        assert_eq!(all_previous(&path), [(first.clone(), until)]);
        // The new one was written and not put in place; somebody has opened the draft to others meanwhile.
        let draft = folder.path().join("accounts.draft.key");
        fs::write(&draft, "another").unwrap();
        fs::set_permissions(&draft, fs::Permissions::from_mode(0o666)).unwrap();
        assert_eq!(hex(&read_or_make(&path).unwrap()), first);
        // Nothing can be written: nothing changes.
        fs::remove_file(&draft).unwrap();
        fs::create_dir(&draft).unwrap();
        assert!(rotate(&path, NOW, until).unwrap_err().contains("cannot be written"));
        assert_eq!(
            (hex(&read_or_make(&path).unwrap()), all_previous(&path)),
            (first.clone(), vec![(first.clone(), until)])
        );
        fs::remove_dir(&draft).unwrap();

        rotate(&path, NOW, until).unwrap();
        assert_ne!(hex(&read_or_make(&path).unwrap()), first);
        assert_eq!(all_previous(&path), [(first, until)], "once");
        assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
    }

    #[test]
    fn with_a_key_that_may_be_known_those_before_it_are_over_too() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("accounts.key");
        let first = hex(&read_or_make(&path).unwrap());
        rotate(&path, NOW, NOW.plus(DAY)).unwrap();
        let second = hex(&read_or_make(&path).unwrap());
        rotate(&path, NOW, NOW).unwrap();
        assert_eq!(all_previous(&path), [(second, NOW), (first, NOW)]);
    }

    #[test]
    fn of_rotations_at_once_none_loses_a_key() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("accounts.key");
        let mut known = vec![hex(&read_or_make(&path).unwrap())];
        std::thread::scope(|scope| {
            for _ in 0..8 {
                scope.spawn(|| rotate(&path, NOW, NOW.plus(DAY)).unwrap());
            }
        });
        known.push(hex(&read_or_make(&path).unwrap()));
        let kept: Vec<String> = all_previous(&path).into_iter().map(|(key, _)| key).collect();
        assert_eq!(kept.len(), 8);
        assert!(kept.contains(&known[0]) && !kept.contains(&known[1]));
    }

    #[test]
    fn previous_keys_that_cannot_be_read_stop_the_start_in_one_line_without_them() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("accounts.key");
        let key = hex(&SecretKey::from_random(random::bytes()));
        for text in ["garbage", "0123 until 2026-11-28T00:00:00Z", &format!("{key} until tomorrow")] {
            write(&path_of_previous(&path), &Secret::new(text.to_owned())).unwrap();
            let refusal = previous(&path).err().unwrap();
            assert!(
                refusal.contains("line 1 of ") && !refusal.contains(&key) && refusal.lines().count() == 1,
                "{refusal}"
            );
        }
        assert!(rotate(&path, NOW, NOW.plus(DAY)).is_err(), "there is no key yet");
    }
}
