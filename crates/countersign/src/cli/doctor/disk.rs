//! Where a SQLite database lies: the kind of file system, what is left of it, and who else may read the files.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};

use rustix::fs::{Access, access, statfs};

use super::finding::{Check, Finding};

/// A busy day's write-ahead log and growth; below that somebody should know soon.
const LOW_BYTES: u64 = 1 << 30;
/// A few thousand sign-ups away from the end.
const FULL_BYTES: u64 = 64 << 20;

pub fn look(database: &Path) -> Vec<Finding> {
    let folder = match database.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder.to_owned(),
        _ => PathBuf::from("."),
    };
    // As people know it, where it is there.
    let folder = fs::canonicalize(&folder).unwrap_or(folder);
    vec![disk(&folder), files(database)]
}

fn disk(folder: &Path) -> Finding {
    let shown = folder.display();
    if let Err(error) = access(folder, Access::WRITE_OK | Access::EXEC_OK) {
        let words = format!("the folder {shown} cannot be written to: {error}");
        return Finding::fail(Check::Disk, words, "make it, and give it to the user that runs Countersign");
    }
    let Ok(system) = statfs(folder) else {
        return Finding::skip(Check::Disk, format!("the system does not tell about {shown}"));
    };
    let free = u64::try_from(system.f_bsize).unwrap_or(0).saturating_mul(system.f_bavail);
    match kind(i128::from(system.f_type)) {
        Kind::Network(name) => {
            let words = format!("{shown} is on {name}, a network file system: its locks do not hold SQLite's");
            Finding::fail(Check::Disk, words, "move it to a local disk, or use PostgreSQL")
        }
        Kind::Passing(what) => {
            let words = format!("{shown} is {what}");
            Finding::warn(Check::Disk, words, "keep the database on a disk or volume that stays")
        }
        Kind::Local => room(&shown.to_string(), free),
    }
}

fn room(shown: &str, free: u64) -> Finding {
    let words = format!("{} MiB are free at {shown}", free >> 20);
    if free < FULL_BYTES {
        Finding::fail(Check::Disk, words, "make room before writes are refused")
    } else if free < LOW_BYTES {
        Finding::warn(Check::Disk, words, "make room, and let something watch the disk")
    } else {
        Finding::ok(Check::Disk, words)
    }
}

enum Kind {
    Local,
    Network(&'static str),
    Passing(&'static str),
}

/// By the magic numbers of statfs(2).
fn kind(magic: i128) -> Kind {
    match magic & 0xffff_ffff {
        0x6969 => Kind::Network("NFS"),
        0x517b | 0xff53_4d42 | 0xfe53_4d42 => Kind::Network("SMB"),
        0x5346_414f => Kind::Network("AFS"),
        0x00c3_6400 => Kind::Network("Ceph"),
        0x0102_1997 => Kind::Network("9p"),
        0x0102_1994 | 0x8584_58f6 => Kind::Passing("in memory: all is gone with the next restart of the machine"),
        0x794c_7630 => Kind::Passing("in a container's own layer: all is gone with the container"),
        _ => Kind::Local,
    }
}

fn files(database: &Path) -> Finding {
    let all = ["", "-wal", "-shm"].map(|end| PathBuf::from(format!("{}{end}", database.display())));
    let mode = |path: &PathBuf| fs::metadata(path).ok().map(|metadata| metadata.permissions().mode());
    let there = || all.iter().filter_map(|path| Some((path, mode(path)?)));
    let open: Vec<String> =
        there().filter(|(_, mode)| mode & 0o077 != 0).map(|(path, _)| path.display().to_string()).collect();
    if there().next().is_none() {
        Finding::skip(Check::Files, "there are none yet")
    } else if open.is_empty() {
        Finding::ok(Check::Files, "only their owner's to read")
    } else {
        let open = open.join(" ");
        let words = format!("others of this machine may open {open}: it holds addresses and password hashes");
        Finding::warn(Check::Files, words, format!("`chmod 600 {open}`"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::doctor::State;

    #[test]
    fn little_room_is_told_before_there_is_none() {
        for (mib, state) in [(10_240, State::Ok), (1_023, State::Warn), (63, State::Fail), (0, State::Fail)] {
            assert_eq!(room("/x", mib << 20).state, state, "{mib}");
        }
    }

    /// No such file system can be had everywhere; the numbers are those of statfs(2), signed as some systems give them.
    #[test]
    fn file_systems_are_known_by_their_numbers() {
        for magic in [0x6969, 0xff53_4d42, i128::from(0xff53_4d42_u32.cast_signed()), 0x0102_1997] {
            assert!(matches!(kind(magic), Kind::Network(_)), "{magic:x}");
        }
        for magic in [0x0102_1994, i128::from(0x8584_58f6_u32.cast_signed()), 0x794c_7630] {
            assert!(matches!(kind(magic), Kind::Passing(_)), "{magic:x}");
        }
        assert!(matches!(kind(0xef53), Kind::Local));
    }
}
