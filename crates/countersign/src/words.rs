//! What the pages say: one Fluent file a language in `locales/`, beside the mails' (whose spans of time they share).
//! `Said` is a sentence before anybody has asked for a language: doors pass it on, `http::parts::page` puts it into
//! the reader's words, and programs get it in English.

use std::path::Path;
use std::sync::LazyLock;
use std::time::Duration;

use countersign_core::Language;
use countersign_mail::{Piece, Words};

const fn built_in(language: Language) -> &'static str {
    match language {
        Language::En => include_str!("../locales/en.ftl"),
        Language::De => include_str!("../locales/de.ftl"),
        Language::Fr => include_str!("../locales/fr.ftl"),
        Language::Es => include_str!("../locales/es.ftl"),
        Language::PtBr => include_str!("../locales/pt-BR.ftl"),
        Language::Ja => include_str!("../locales/ja.ftl"),
        Language::ZhHans => include_str!("../locales/zh-Hans.ftl"),
        Language::Ar => include_str!("../locales/ar.ftl"),
    }
}

/// For programs, whatever an operator says to people.
static BUILT_IN: LazyLock<Words> = LazyLock::new(|| load(None).expect("the built-in words can be read"));

/// The words of the pages; messages of `locales/<tag>.ftl` below `templates_dir` stand in for ours.
///
/// # Errors
/// In one line, what is wrong with an operator's file.
pub fn load(templates_dir: Option<&Path>) -> Result<Words, countersign_mail::Error> {
    Words::load(built_in, templates_dir)
}

/// A sentence of the pages, by its key, with what it shows.
#[derive(Clone, Debug)]
pub struct Said {
    key: &'static str,
    values: Vec<(&'static str, Shown)>,
}

/// What a sentence shows besides its own words.
#[derive(Clone, Debug)]
pub enum Shown {
    Text(String),
    /// Named `count`, it decides about singular and plural.
    Count(u64),
    /// "30 minutes".
    Span(Duration),
}

impl Said {
    pub const fn of(key: &'static str) -> Self {
        Self { key, values: Vec::new() }
    }

    #[must_use]
    pub fn with(mut self, name: &'static str, value: impl Into<Shown>) -> Self {
        self.values.push((name, value.into()));
        self
    }

    /// For programs.
    pub fn in_english(&self) -> String {
        self.in_words(&BUILT_IN, Language::En).unwrap_or_else(|_| self.key.to_owned())
    }

    /// As plain text.
    ///
    /// # Errors
    /// In one line: there is no such message, or it shows what is not here.
    pub fn in_words(&self, words: &Words, language: Language) -> Result<String, String> {
        let mut text = String::new();
        let mut texts = Vec::new();
        let mut count = None;
        for (name, value) in &self.values {
            match value {
                Shown::Text(text) => texts.push((*name, text.clone())),
                Shown::Span(span) => texts.push((*name, words.of(language).span(*span)?)),
                Shown::Count(number) => count = Some(*number),
            }
        }
        texts.iter_mut().for_each(|(_, text)| *text = isolated(std::mem::take(text), language));
        let names: Vec<&str> = texts.iter().map(|(name, _)| *name).collect();
        words.of(language).say(self.key, &names, count, |piece| {
            text.push_str(match piece {
                Piece::Words(words) => words,
                Piece::Value(index) => &texts[index].1,
            });
            Ok(())
        })?;
        Ok(text)
    }
}

/// What comes from outside may run against the sentence that it stands in (Unicode Bidirectional Algorithm, UAX #9).
pub fn isolated(text: String, language: Language) -> String {
    if language.dir() == "rtl" { format!("\u{2068}{text}\u{2069}") } else { text }
}

impl From<String> for Shown {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}

impl From<&str> for Shown {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl From<usize> for Shown {
    fn from(count: usize) -> Self {
        Self::Count(u64::try_from(count).unwrap_or(u64::MAX))
    }
}

impl From<Duration> for Shown {
    fn from(span: Duration) -> Self {
        Self::Span(span)
    }
}
