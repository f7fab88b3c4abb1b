//! Examples of every command, for its help and its manual page. A test holds that each of them is one, and that no
//! command is without.

use clap::Command;

/// The command without the name of the program; lines to type, each with what it does.
type Examples = &'static [(&'static str, &'static [(&'static str, &'static str)])];

pub(super) const EXAMPLES: Examples = &[
    (
        "",
        &[
            ("countersign", "serve on 127.0.0.1:8080, with an inbox at /dev/mailbox instead of a mail server"),
            ("countersign doctor", "say what is wrong, and how to mend it"),
            ("countersign --help", "every setting as a flag, with its default"),
        ],
    ),
    (
        "serve",
        &[
            ("countersign serve", "with countersign.toml of this folder, if there is one"),
            (
                "countersign serve --config /etc/countersign.toml --listen 0.0.0.0:8080",
                "with another file and listener",
            ),
        ],
    ),
    ("worker", &[("countersign worker --config /etc/countersign.toml", "beside servers with workers = \"external\"")]),
    ("migrate", &[("countersign migrate", "where auto_migrate is off, before servers of a new version start")]),
    (
        "copy",
        &[(
            "countersign copy --from sqlite:///var/lib/countersign/countersign.db --to-file /run/secrets/database_url",
            "move to PostgreSQL; stop every server before",
        )],
    ),
    (
        "backup",
        &[("countersign backup /var/backups/countersign.db", "the whole SQLite database, beside a running server")],
    ),
    ("after-restore", &[("countersign after-restore", "once, before servers start on a database from a backup")]),
    (
        "import",
        &[
            ("countersign import users.csv --dry-run", "what would become of each row; changes nothing"),
            ("countersign import users.csv", "all of them, or none"),
        ],
    ),
    ("openapi", &[("countersign openapi > openapi.json", "for a program that makes clients")]),
    ("healthcheck", &[("countersign healthcheck", "exit code 0 if the server of these settings is ready")]),
    (
        "doctor",
        &[
            ("countersign doctor", "one line a check"),
            ("countersign doctor --json", "as one JSON array, for programs"),
            ("countersign doctor --dkim-selector mail2026", "look for the DKIM key under this selector, too"),
        ],
    ),
    ("config check", &[("countersign config check --config new.toml", "before it is put in place")]),
    (
        "config show",
        &[
            ("countersign config show", "each value in force and where it was set"),
            ("countersign config show --json", "the same as one JSON array"),
        ],
    ),
    (
        "account list",
        &[
            ("countersign account list --limit 20", "the newest twenty"),
            ("countersign account list --json", "for programs"),
        ],
    ),
    ("account show", &[("countersign account show grace@example.org", "by address, or by id")]),
    (
        "account create",
        &[
            ("countersign account create grace@example.org", "its owner chooses the password by a mailed link"),
            ("countersign account create ada@example.org --admin", "somebody who looks after others at /admin"),
        ],
    ),
    (
        "account role",
        &[
            ("countersign account role grace@example.org admin", "may look after others"),
            ("countersign account role grace@example.org none", "no longer"),
        ],
    ),
    ("account disable", &[("countersign account disable grace@example.org", "signed out everywhere, and kept out")]),
    ("account enable", &[("countersign account enable grace@example.org", "may sign in again")]),
    ("account delete", &[("countersign account delete grace@example.org", "gone for good")]),
    ("session list", &[("countersign session list --json", "for programs")]),
    (
        "session revoke",
        &[("countersign session revoke 01980f4c-2b7e-7c31-9d40-5a1f0c3e8b72", "an id of countersign session list")],
    ),
    ("mail list", &[("countersign mail list --limit 20", "the newest twenty, with what the mail server answered")]),
    ("mail show", &[("countersign mail show 01980f4c-2b7e-7c31-9d40-5a1f0c3e8b72", "an id of countersign mail list")]),
    (
        "mail retry",
        &[
            ("countersign mail retry 01980f4c-2b7e-7c31-9d40-5a1f0c3e8b72", "one"),
            ("countersign mail retry --failed", "all that failed, once the reason is mended"),
        ],
    ),
    ("mail marked", &[("countersign mail marked", "who gets no more mail: undeliverable, or complained")]),
    (
        "mail release",
        &[
            ("countersign mail release grace@example.org", "one"),
            ("countersign mail release --undeliverable", "all, after the mail server refused everybody by mistake"),
        ],
    ),
    (
        "mail send-test",
        &[
            ("countersign mail send-test you@example.org", "does mail arrive?"),
            ("countersign mail send-test you@example.org --kind reset --locale de", "another mail, in German"),
        ],
    ),
    (
        "mail preview",
        &[("countersign mail preview --templates-dir ours --to preview", "what own templates make of every mail")],
    ),
    ("audit list", &[("countersign audit list --limit 50 --json", "the last fifty events")]),
    (
        "audit verify",
        &[
            ("countersign audit verify", "is every row as it was written?"),
            ("countersign audit verify --json --since last.json", "and was the trail set back since that report?"),
        ],
    ),
    (
        "key rotate",
        &[
            ("countersign key rotate", "a new key; links that were mailed go on working"),
            ("countersign key rotate --leaked", "a new key; links that were mailed are refused"),
        ],
    ),
    ("key show-derived", &[("countersign key show-derived confirm", "for a program that makes or reads such links")]),
    ("hash calibrate", &[("countersign hash calibrate --argon2 m=65536,t=2,p=1", "what dearer hashes cost here")]),
    (
        "completions",
        &[
            ("countersign completions bash > /etc/bash_completion.d/countersign", "for everybody of this machine"),
            ("countersign completions zsh > ~/.zfunc/_countersign", "with fpath+=~/.zfunc before compinit"),
            ("countersign completions fish > ~/.config/fish/completions/countersign.fish", "for you"),
        ],
    ),
    (
        "man",
        &[
            ("countersign man /usr/local/share/man/man1", "one page a command; then man countersign-mail-list"),
            ("countersign man | man -l -", "read the first page at once"),
        ],
    ),
];

/// The command with its examples at the end of its help, and so with those below it.
pub(super) fn added(command: Command) -> Command {
    EXAMPLES.iter().fold(command, |command, (path, examples)| {
        let words: Vec<&str> = path.split_whitespace().collect();
        at(command, &words, &|command| command.after_help(as_text(examples)))
    })
}

fn at(command: Command, path: &[&'static str], change: &dyn Fn(Command) -> Command) -> Command {
    match path {
        [] => change(command),
        [first, rest @ ..] => command.mut_subcommand(first, |below| at(below, rest, change)),
    }
}

fn as_text(examples: &[(&str, &str)]) -> String {
    let lines = examples.iter().map(|(line, what)| format!("  {line}\n      {what}"));
    format!("Examples:\n{}", lines.collect::<Vec<_>>().join("\n"))
}

/// Those of one command, for its manual page.
pub(super) fn of(path: &str) -> &'static [(&'static str, &'static str)] {
    EXAMPLES.iter().find(|(of, _)| *of == path).map_or(&[], |(_, examples)| examples)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    /// Commands that do something, without the name of the program.
    fn all(command: &Command, path: &str) -> BTreeSet<String> {
        let below = command.get_subcommands().filter(|below| below.get_name() != "help");
        let below: BTreeSet<String> =
            below.flat_map(|below| all(below, format!("{path} {}", below.get_name()).trim())).collect();
        if below.is_empty() { BTreeSet::from([path.to_owned()]) } else { below }
    }

    #[test]
    fn every_command_has_examples_and_a_line_of_help() {
        let command = crate::cli::command();
        let named: BTreeSet<String> = EXAMPLES.iter().map(|(path, _)| (*path).to_owned()).collect();
        let mut expected = all(&command, "");
        expected.insert(String::new());
        assert_eq!(named, expected);
        let mut waiting: Vec<&Command> = command.get_subcommands().collect();
        while let Some(command) = waiting.pop() {
            assert!(command.get_about().is_some(), "{} says nothing of itself", command.get_name());
            waiting.extend(command.get_subcommands());
        }
    }

    #[test]
    fn every_example_is_taken() {
        for (path, examples) in EXAMPLES {
            for (line, _) in *examples {
                let typed = line.split(['>', '|']).next().unwrap();
                let words: Vec<&str> = typed.split_whitespace().collect();
                assert!(words.join(" ").starts_with(format!("countersign {path}").trim()), "{line} is none of {path}");
                let taken = crate::cli::command().try_get_matches_from(words);
                let is_help = taken.as_ref().is_err_and(|error| error.exit_code() == 0);
                assert!(taken.is_ok() || is_help, "{line}: {}", taken.unwrap_err());
            }
        }
    }
}
