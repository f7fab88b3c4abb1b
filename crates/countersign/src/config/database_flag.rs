//! A database that a command names by a flag of its own, beside the one of the settings: as a URL, or as a file
//! that holds it, since arguments are visible to every process of the machine.

use std::path::Path;

use super::parse;
use super::problem::Problem;
use super::secret_file;
use super::sources::{Given, Origin};

/// A flag and its twin for a file, without the dashes.
#[derive(Clone, Copy)]
pub struct DatabaseFlag {
    pub url: &'static str,
    pub file: &'static str,
}

/// The URL that one of the two flags gave; it may carry a password.
pub fn given_database(flag: DatabaseFlag, url: Option<&str>, file: Option<&Path>) -> Result<String, Problem> {
    let origin = |name| Origin::Flag(name);
    let given = match (url, file) {
        (Some(url), _) => Given { value: url.to_owned(), origin: origin(flag.url) },
        (None, Some(file)) => {
            let named = Given { value: file.to_string_lossy().into_owned(), origin: origin(flag.file) };
            secret_file::read(flag.url, &named, Path::new(""))?
        }
        (None, None) => return Err(Problem::new(flag.url, "not set", format!("is needed; give --{} URL", flag.url))),
    };
    parse::database_url(&given.value).map_err(|what| Problem::new(flag.url, &given.origin, what))
}
