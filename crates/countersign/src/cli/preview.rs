//! `mail preview`: samples of the mails as files, to look at them and at what an operator's own templates
//! and words make of them. Needs no database and sends nothing.

use std::fs;
use std::path::{Path, PathBuf};

use countersign_core::Language;
use countersign_core::mail::Kind;

use super::output::say;
use crate::config::Config;
use crate::installation::{self, Failure};

#[derive(clap::Args)]
pub struct Preview {
    /// Only in this language
    #[arg(long, value_name = "TAG")]
    locale: Option<String>,
    /// Only this mail
    #[arg(long)]
    kind: Option<String>,
    /// The folder they are written into
    #[arg(long, value_name = "DIR", default_value = "mail-preview")]
    to: PathBuf,
}

impl Preview {
    /// Writes `KIND.LANGUAGE.html`, `.txt` and `.eml`, and a page that shows them all.
    pub fn run(&self, config: &Config) -> Result<(), Failure> {
        let languages = self.locale.as_deref().map(language).transpose()?;
        let kinds = self.kind.as_deref().map(kind).transpose()?;
        let languages = languages.as_ref().map_or(Language::ALL, std::slice::from_ref);
        let kinds = kinds.as_ref().map_or(Kind::ALL, std::slice::from_ref);

        let base_url = installation::base_url(config, config.listen.port());
        let voice = installation::voice(config, &base_url)?;
        fs::create_dir_all(&self.to).map_err(|error| failed(&self.to, &error))?;
        let mut index = INDEX_HEAD.to_owned();
        for kind in kinds {
            index += &format!("<h2>{}</h2>\n<div>\n", kind.as_str());
            for language in languages {
                let letter = installation::sample(config, &base_url, *kind, *language);
                let mail = voice.render(&letter).map_err(Failure::failed)?;
                let name = format!("{}.{}", kind.as_str(), language.as_str());
                self.write(&format!("{name}.html"), mail.html.as_bytes())?;
                self.write(&format!("{name}.txt"), format!("Subject: {}\n\n{}", mail.subject, mail.text).as_bytes())?;
                self.write(&format!("{name}.eml"), &mail.source)?;
                index += &format!(
                    "<figure><iframe src=\"{name}.html\" title=\"{name}\" sandbox></iframe>\n<figcaption>{} \
                     <a href=\"{name}.html\">html</a> <a href=\"{name}.txt\">txt</a> <a href=\"{name}.eml\">eml</a>\
                     </figcaption></figure>\n",
                    language.as_str()
                );
            }
            index += "</div>\n";
        }
        self.write("index.html", index.as_bytes())?;
        let count = kinds.len() * languages.len();
        let mails = if count == 1 { "mail" } else { "mails" };
        say(format_args!("wrote {count} {mails}; open {}", self.to.join("index.html").display()));
        Ok(())
    }

    fn write(&self, name: &str, content: &[u8]) -> Result<(), Failure> {
        let path = self.to.join(name);
        fs::write(&path, content).map_err(|error| failed(&path, &error))
    }
}

const INDEX_HEAD: &str = "<!doctype html>
<html lang=\"en\">
<meta charset=\"utf-8\">
<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">
<meta name=\"color-scheme\" content=\"light dark\">
<title>Mails</title>
<style>
body { font: 16px/1.5 system-ui, sans-serif; margin: 24px; }
div { display: flex; flex-wrap: wrap; gap: 24px; }
figure { margin: 0; }
iframe { width: 390px; height: 720px; border: 1px solid #8b93a1; }
</style>
<h1>Mails</h1>
";

fn failed(path: &Path, error: &std::io::Error) -> Failure {
    Failure::Failed(format!("{}: {error}", path.display()))
}

/// The language that serves a tag.
pub fn language(tag: &str) -> Result<Language, Failure> {
    Language::of_tag(tag).ok_or_else(|| {
        let known: Vec<&str> = Language::ALL.iter().map(|language| language.as_str()).collect();
        Failure::Usage(format!("there are no mails in {tag:?}; choose one of {}", known.join(", ")))
    })
}

pub fn kind(word: &str) -> Result<Kind, Failure> {
    Kind::parse(word).ok_or_else(|| {
        let known: Vec<&str> = Kind::ALL.iter().map(|kind| kind.as_str()).collect();
        Failure::Usage(format!("{word:?} is no mail of ours; choose one of {}", known.join(", ")))
    })
}
