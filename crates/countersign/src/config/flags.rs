//! The flags of the command line that set settings, made from the table. `--config` and the commands
//! themselves are `countersign::cli`'s business.

use clap::{Arg, ArgMatches, ValueHint};

use super::settings::{Kind, SETTINGS, Setting};

/// One flag a setting, good before and after any command. Secrets only have one for a file that holds them.
pub fn flags() -> Vec<Arg> {
    SETTINGS.iter().map(flag).collect()
}

/// What `flags` caught, in the form `Sources` takes.
pub fn given_flags(matches: &ArgMatches) -> Vec<(String, String)> {
    let given = |setting: &Setting| {
        let value = matches.try_get_one::<String>(setting.key).ok().flatten()?;
        Some((setting.file_key().unwrap_or(setting.key.to_owned()), value.clone()))
    };
    SETTINGS.iter().filter_map(given).collect()
}

fn flag(setting: &Setting) -> Arg {
    let default = match setting.default {
        Some("") | None => String::new(),
        Some(text) => format!(" [default: {text}]"),
    };
    let file = if setting.secret { "File that holds the value: " } else { "" };
    let arg = Arg::new(setting.key)
        .long(setting.flag)
        .value_name(setting.value_name)
        .help(format!("{file}{}{default}", setting.help))
        .help_heading("Settings")
        .hide_short_help(true)
        .global(true);
    let arg = match setting.value_name {
        "FILE" => arg.value_hint(ValueHint::FilePath),
        "DIR" => arg.value_hint(ValueHint::DirPath),
        _ => arg,
    };
    match setting.kind {
        // `--allow-http` alone says yes.
        Kind::Bool => arg.num_args(0..=1).default_missing_value("true"),
        Kind::Text | Kind::Number | Kind::List => arg,
    }
}

#[cfg(test)]
mod tests {
    use clap::Command;

    use super::*;

    fn given(line: &str) -> Vec<(String, String)> {
        let command = Command::new("countersign").args(flags()).subcommand(Command::new("serve"));
        given_flags(&command.try_get_matches_from(line.split(' ')).unwrap())
    }

    #[test]
    fn flags_are_taken_on_both_sides_of_a_command() {
        let pair = |key: &str, value: &str| (key.to_owned(), value.to_owned());
        let expected = vec![pair("listen", "[::1]:0"), pair("allow_http", "true"), pair("secret_key_file", "k")];
        assert_eq!(given("countersign --listen [::1]:0 serve --allow-http --secret-key-file k"), expected);
        assert_eq!(given("countersign serve --listen=[::1]:0 --secret-key-file=k --allow-http true"), expected);
        assert_eq!(given("countersign serve"), vec![]);
    }

    #[test]
    fn no_flag_takes_a_secret() {
        let command = Command::new("countersign").args(flags());
        assert!(command.try_get_matches_from(["countersign", "--secret-key", "hush"]).is_err());
    }
}
