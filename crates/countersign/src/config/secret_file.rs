//! Secrets kept in files of their own, as container platforms hand them over: the whole content is the
//! value. Which setting names which file is in `gather`.

use std::fs::{File, Metadata};
use std::io::{self, Read};
use std::path::Path;

use super::problem::Problem;
use super::sources::{Given, Origin};

/// Far more than any secret needs; a wrong path such as a log file must not be read whole.
const MAX_BYTES: u64 = 65_536;

pub(super) fn read(key: &str, file: &Given, directory: &Path) -> Result<Given, Problem> {
    let path = directory.join(&file.value);
    let origin = Origin::SecretFile { path: path.clone(), named_by: Box::new(file.origin.clone()) };
    let problem = |what: String| Problem::new(key, &origin, what);
    let unread = |error: io::Error| problem(format!("the file cannot be read ({error}); name a file that can"));

    let opened = File::open(&path).map_err(unread)?;
    // Asked of the open file, so that nobody swaps it in between.
    if is_open_to_others(&opened.metadata().map_err(unread)?) {
        return Err(problem("the file is open to others; chmod 600 it".to_owned()));
    }
    // With room for all of it, so that nothing is left behind where a text that grows was before.
    let length = opened.metadata().map_or(0, |metadata| metadata.len()).min(MAX_BYTES);
    let mut value = String::with_capacity(usize::try_from(length).unwrap_or(0) + 1);
    opened.take(MAX_BYTES).read_to_string(&mut value).map_err(unread)?;
    if value.ends_with('\n') {
        value.pop();
        if value.ends_with('\r') {
            value.pop();
        }
    }
    Ok(Given { value, origin })
}

/// Whether strangers may read it, or anybody but the owner change it. A group may read: that is how
/// container platforms hand secrets to a process that is not root.
#[cfg(unix)]
pub(super) fn is_open_to_others(metadata: &Metadata) -> bool {
    use std::os::unix::fs::PermissionsExt;
    metadata.permissions().mode() & 0o026 != 0
}

/// Where permissions are not Unix's we cannot tell.
#[cfg(not(unix))]
pub(super) fn is_open_to_others(_: &Metadata) -> bool {
    false
}
