//! `completions` for shells and `man` pages, both made from the commands themselves. Examples are in `examples`.

use std::fs;
use std::io::{Write, stdout};
use std::path::{Path, PathBuf};

use clap::Command;
use clap_complete::Shell;
use clap_mangen::Man;
use clap_mangen::roff::{Roff, bold, italic, roman};

use super::output::say;
use super::{commands, examples};
use crate::config::SETTINGS;
use crate::installation::Failure;

#[derive(clap::Args)]
pub struct Completions {
    /// The shell that is to complete commands and flags
    shell: Shell,
}

#[derive(clap::Args)]
pub struct Pages {
    /// The folder that gets one page a command; without it the first page goes to standard output
    folder: Option<PathBuf>,
}

impl Completions {
    pub fn run(&self, mut command: Command) -> Result<(), Failure> {
        let mut script = Vec::new();
        clap_complete::generate(self.shell, &mut command, "countersign", &mut script);
        write(&script)
    }
}

impl Pages {
    pub fn run(&self, command: Command) -> Result<(), Failure> {
        let Some(folder) = &self.folder else { return write(&first_page(command).map_err(Failure::failed)?) };
        fs::create_dir_all(folder).map_err(|error| failed(folder, &error))?;
        let mut pages = vec![("countersign".to_owned(), first_page(command).map_err(Failure::failed)?)];
        // Without the settings: on forty pages the same sixty flags would hide the two that matter.
        let mut bare = commands().disable_help_subcommand(true);
        bare.build();
        pages_below(&bare, "", &mut pages).map_err(Failure::failed)?;
        for (name, page) in &pages {
            let path = folder.join(format!("{name}.1"));
            fs::write(&path, page).map_err(|error| failed(&path, &error))?;
        }
        say(format_args!("wrote {} pages into {}", pages.len(), folder.display()));
        Ok(())
    }
}

/// Whoever reads may have seen enough (`| head`): that is no failure.
fn write(text: &[u8]) -> Result<(), Failure> {
    let _ = stdout().write_all(text);
    Ok(())
}

fn failed(path: &Path, error: &std::io::Error) -> Failure {
    Failure::Failed(format!("{} cannot be written: {error}", path.display()))
}

/// The page of the program: all settings, where they come from, and what is left on disk.
fn first_page(command: Command) -> std::io::Result<Vec<u8>> {
    let page = titled(Man::new(command.override_usage("countersign [OPTIONS] [COMMAND]")));
    let mut text = Vec::new();
    page.render_title(&mut text)?;
    page.render_name_section(&mut text)?;
    page.render_synopsis_section(&mut text)?;
    page.render_description_section(&mut text)?;
    page.render_subcommands_section(&mut text)?;
    page.render_options_section(&mut text)?;
    environment().to_writer(&mut text)?;
    files().to_writer(&mut text)?;
    ends(&mut text, "", "countersign-doctor(1), countersign-config-check(1), countersign-mail-send-test(1)")?;
    Ok(text)
}

fn pages_below(command: &Command, path: &str, pages: &mut Vec<(String, Vec<u8>)>) -> std::io::Result<()> {
    for below in command.get_subcommands() {
        let path = format!("{path} {}", below.get_name()).trim().to_owned();
        let page = titled(Man::new(below.clone()));
        let mut text = Vec::new();
        page.render_title(&mut text)?;
        page.render_name_section(&mut text)?;
        page.render_synopsis_section(&mut text)?;
        page.render_description_section(&mut text)?;
        page.render_options_section(&mut text)?;
        if below.has_subcommands() {
            page.render_subcommands_section(&mut text)?;
        }
        let mut settings = Roff::new();
        settings.control("SH", ["SETTINGS"]);
        settings.text([
            roman("Every setting is a flag of this command, too, and so is "),
            bold("--config"),
            roman("."),
        ]);
        settings.text([roman("They are described in "), bold("countersign"), roman("(1).")]);
        settings.to_writer(&mut text)?;
        ends(&mut text, &path, "countersign(1)")?;
        pages.push((format!("countersign-{}", path.replace(' ', "-")), text));
        pages_below(below, &path, pages)?;
    }
    Ok(())
}

fn titled(page: Man) -> Man {
    page.section("1").source(concat!("countersign ", env!("CARGO_PKG_VERSION"))).manual("Countersign")
}

fn environment() -> Roff {
    let mut text = Roff::new();
    text.control("SH", ["ENVIRONMENT"]);
    text.text([roman("A flag beats a variable, which beats the file, which beats the default.")]);
    for setting in SETTINGS {
        text.control("TP", []);
        let name = vec![bold(setting.env)];
        text.text(match setting.secret {
            true => [name, vec![roman(", "), bold(format!("{}_FILE", setting.env))]].concat(),
            false => name,
        });
        text.text([roman("as "), bold(format!("--{}", setting.flag))]);
        if let Some(other) = setting.fallback_env {
            text.text([roman("; else "), bold(other)]);
        }
    }
    text
}

fn files() -> Roff {
    let mut text = Roff::new();
    text.control("SH", ["FILES"]);
    for (file, what) in [
        ("countersign.toml", "Settings, in the working directory unless --config names another file."),
        ("countersign.db, countersign.db-wal, countersign.db-shm", "The database, unless it is PostgreSQL."),
        ("countersign.key", "The secret key beside the database, if none was configured; mode 0600."),
        ("countersign.previous.key", "Keys that were replaced and still verify; mode 0600."),
    ] {
        text.control("TP", []);
        text.text([italic(file)]);
        text.text([roman(what)]);
    }
    text
}

/// What every page ends with.
fn ends(page: &mut Vec<u8>, path: &str, see_also: &str) -> std::io::Result<()> {
    let mut text = Roff::new();
    let examples = examples::of(path);
    if !examples.is_empty() {
        text.control("SH", ["EXAMPLES"]);
    }
    for (line, what) in examples {
        text.control("TP", []);
        text.text([bold(*line)]);
        text.text([roman(*what)]);
    }
    text.control("SH", ["EXIT STATUS"]);
    text.text([bold("0"), roman(" done, "), bold("1"), roman(" failed, ")]);
    text.text([bold("2"), roman(" wrong usage or configuration.")]);
    text.control("SH", ["SEE ALSO"]);
    text.text([roman(see_also)]);
    text.to_writer(page)?;
    *page = in_ascii(page);
    Ok(())
}

/// What reads pages takes bytes for Latin-1 unless it is told otherwise (groff_char(7), "Unicode").
fn in_ascii(page: &[u8]) -> Vec<u8> {
    let text = String::from_utf8_lossy(page);
    let escaped = text.chars().map(|c| if c.is_ascii() { c.to_string() } else { format!("\\[u{:04X}]", u32::from(c)) });
    escaped.collect::<String>().into_bytes()
}
