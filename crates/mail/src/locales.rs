//! Words: one Fluent file a language, embedded, what others have to say besides the mails, and the operator's files
//! whose messages stand in for single ones. Which message goes where is the templates' business, what is put into
//! those of mails `render.rs`'s.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io::ErrorKind;
use std::path::Path;
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use countersign_core::Language;
use countersign_core::time::{Unit, in_units};
use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentArgs, FluentResource};
use fluent_syntax::ast::{Entry, Expression, InlineExpression, Message, Pattern, PatternElement};

use crate::{Error, message};

/// Stands for the first value while Fluent puts a message together; the others follow. A character of
/// nobody's (Unicode section 23.5), so that words and values can be told apart and escaped each in its way.
const FIRST_MARK: u32 = 0xe000;

/// A part of a message.
pub enum Piece<'a> {
    /// Text as it stands.
    Words(&'a str),
    /// The value of that place among the names.
    Value(usize),
}

/// All languages' messages. Cheap to clone.
#[derive(Clone)]
pub struct Words(Arc<Source>);

struct Source {
    /// In the order of `Language::ALL`; read when first needed, where no operator's file has to be tried.
    locales: [OnceLock<Locale>; Language::ALL.len()],
    more: fn(Language) -> &'static str,
}

/// One language's messages.
pub struct Locale {
    messages: FluentBundle<FluentResource>,
}

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

impl Words {
    /// The mails' messages, and those of a Fluent file a language that the caller has. Messages of
    /// `locales/<tag>.ftl` below `templates_dir` stand in for either.
    ///
    /// # Errors
    /// `Locale` for a file that cannot be read, is none of our languages, or has a message that we could not
    /// show: one that is unknown, or that wants to show what the message does not have.
    pub fn load(more: fn(Language) -> &'static str, templates_dir: Option<&Path>) -> Result<Self, Error> {
        let folder = templates_dir.map(|folder| folder.join("locales"));
        let tags = folder.as_deref().map(named_files).transpose()?.unwrap_or_default();
        for tag in &tags {
            if Language::parse(tag).is_none() {
                let known: Vec<&str> = Language::ALL.iter().map(|language| language.as_str()).collect();
                let reason = format_args!("there is no such language; there are {}", known.join(", "));
                return Err(Error::locale(tag, 1, reason));
            }
        }
        let source = Source { locales: [const { OnceLock::new() }; Language::ALL.len()], more };
        for language in Language::ALL.iter().filter(|language| tags.contains(language.as_str())) {
            let locale = Locale::new(*language, more, folder.as_deref())?;
            // It is new, so there is none yet.
            let _ = source.locales[*language as usize].set(locale);
        }
        Ok(Self(Arc::new(source)))
    }

    /// # Panics
    /// If a built-in file is broken, which our tests would have found.
    pub fn of(&self, language: Language) -> &Locale {
        self.0.locales[language as usize]
            .get_or_init(|| Locale::new(language, self.0.more, None).expect("the built-in words can be read"))
    }
}

/// The tags that a folder has files for. One that is not there has none.
fn named_files(folder: &Path) -> Result<BTreeSet<String>, Error> {
    let unreadable = |error| Error::locale("*", 1, error);
    let entries = match fs::read_dir(folder) {
        Ok(entries) => entries,
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(BTreeSet::new()),
        Err(error) => return Err(unreadable(error)),
    };
    let names = entries.map(|entry| Ok(entry.map_err(unreadable)?.file_name().to_string_lossy().into_owned()));
    let names = names.collect::<Result<Vec<_>, Error>>()?;
    Ok(names.iter().filter_map(|name| name.strip_suffix(".ftl")).map(str::to_owned).collect())
}

impl Locale {
    fn new(language: Language, more: fn(Language) -> &'static str, overrides: Option<&Path>) -> Result<Self, Error> {
        let tag = language.as_str();
        let mut messages = FluentBundle::new_concurrent(vec![tag.parse().expect("a language's tag is one")]);
        // Fluent's own marks would get into headers. What needs them gets them where it is put in.
        messages.set_use_isolating(false);
        let mut known = Known::new();
        for text in [built_in(language), more(language)] {
            let ours = read(tag, text)?;
            known.extend(shown_by(&ours));
            messages.add_resource_overriding(ours);
        }
        let mut locale = Self { messages };
        if let Some(folder) = overrides {
            let text =
                fs::read_to_string(folder.join(format!("{tag}.ftl"))).map_err(|error| Error::locale(tag, 1, error))?;
            let theirs = read(tag, &text)?;
            let found = check(tag, &theirs, &known)?;
            // A message may be put together from others.
            let names: BTreeSet<&str> = known.values().flatten().map(String::as_str).collect();
            locale.messages.add_resource_overriding(theirs);
            for (key, line) in found {
                locale.try_out(&key, &names).map_err(|reason| Error::locale(tag, line, reason))?;
            }
        }
        Ok(locale)
    }

    /// The parts of a message, as this language puts them in order, handed to `put` one after the other: its words, and
    /// the values of these names. A `count` decides about singular and plural, and is shown as digits.
    ///
    /// # Errors
    /// In one line, what is wrong with the message, or what `put` said.
    pub fn say(
        &self,
        key: &str,
        names: &[&str],
        count: Option<u64>,
        mut put: impl FnMut(Piece<'_>) -> Result<(), String>,
    ) -> Result<(), String> {
        let mut marks = count.map(counted).unwrap_or_default();
        for (index, name) in names.iter().enumerate() {
            marks.set(*name, mark(index).to_string());
        }
        let text = self.format(key, &marks)?;
        let mut rest = text.as_str();
        while let Some((at, index)) = rest.char_indices().find_map(|(at, c)| Some((at, marked(c, names)?))) {
            put(Piece::Words(&rest[..at]))?;
            put(Piece::Value(index))?;
            rest = &rest[at + mark(index).len_utf8()..];
        }
        put(Piece::Words(rest))
    }

    /// Whether there is such a message.
    pub fn has(&self, key: &str) -> bool {
        self.messages.get_message(key).is_some_and(|message| message.value().is_some())
    }

    /// A span by the language's plural rules: "30 minutes", "24 hours", "7 days".
    pub fn span(&self, span: Duration) -> Result<String, String> {
        let (count, unit) = in_units(span);
        let key = match unit {
            Unit::Second => "seconds",
            Unit::Minute => "minutes",
            Unit::Hour => "hours",
            Unit::Day => "days",
        };
        self.format(key, &counted(count))
    }

    fn format(&self, key: &str, values: &FluentArgs<'_>) -> Result<String, String> {
        let pattern = self.messages.get_message(key).and_then(|message| message.value());
        let pattern = pattern.ok_or_else(|| format!("there is no message {key}"))?;
        let mut errors = Vec::new();
        let text = self.messages.format_pattern(pattern, Some(values), &mut errors).into_owned();
        match errors.first() {
            Some(error) => Err(format!("the message {key}: {error}")),
            None => Ok(text),
        }
    }

    /// With every value there is, and with counts that reach every plural form there is.
    fn try_out(&self, key: &str, names: &BTreeSet<&str>) -> Result<(), String> {
        for count in (0..=111).chain([1_000_000]) {
            let mut values = counted(count);
            for name in names.iter().filter(|name| **name != "count") {
                values.set(*name, "sample");
            }
            self.format(key, &values)?;
        }
        Ok(())
    }
}

fn counted(count: u64) -> FluentArgs<'static> {
    let mut values = FluentArgs::new();
    values.set("count", count);
    values
}

fn mark(index: usize) -> char {
    u32::try_from(index).ok().and_then(|index| char::from_u32(FIRST_MARK + index)).expect("there are few values")
}

fn marked(c: char, names: &[&str]) -> Option<usize> {
    let index = usize::try_from(u32::from(c).checked_sub(FIRST_MARK)?).ok()?;
    // Beyond the values it is one of the message's own characters, say an operator's icon.
    (index < names.len()).then_some(index)
}

fn read(tag: &str, text: &str) -> Result<FluentResource, Error> {
    let text = text.trim_start_matches('\u{feff}');
    FluentResource::try_new(text.to_owned()).map_err(|(_, errors)| {
        let (at, reason) = errors.first().map_or((0, String::new()), |error| (error.pos.start, error.to_string()));
        Error::locale(tag, line_at(text, at), reason)
    })
}

/// The keys that a file may have, each with what its message may show.
type Known = BTreeMap<String, BTreeSet<String>>;

fn messages(file: &FluentResource) -> impl Iterator<Item = &Message<&str>> {
    file.entries().filter_map(|entry| match entry {
        Entry::Message(message) => Some(message),
        Entry::Term(_)
        | Entry::Comment(_)
        | Entry::GroupComment(_)
        | Entry::ResourceComment(_)
        | Entry::Junk { .. } => None,
    })
}

fn shown_by(file: &FluentResource) -> Known {
    messages(file)
        .map(|message| (message.id.name.to_owned(), message.value.iter().flat_map(variables).collect()))
        .collect()
}

/// The keys of an operator's file with their lines, if each is known, there once, and shows only what it may.
fn check(tag: &str, file: &FluentResource, known: &Known) -> Result<BTreeMap<String, usize>, Error> {
    let mut found = BTreeMap::new();
    for message in messages(file) {
        let key = message.id.name;
        let line = line_at(file.source(), key.as_ptr().addr() - file.source().as_ptr().addr());
        let refuse = |reason: String| Err(Error::locale(tag, line, reason));
        let Some(may_show) = known.get(key) else { return refuse(format!("there is no message {key}")) };
        let Some(pattern) = &message.value else { return refuse(format!("the message {key} has no words")) };
        if let Some(name) = variables(pattern).into_iter().find(|name| !may_show.contains(name)) {
            return refuse(format!("the message {key} has no ${name}"));
        }
        if found.insert(key.to_owned(), line).is_some() {
            return refuse(format!("the message {key} is there twice"));
        }
    }
    Ok(found)
}

fn line_at(text: &str, at: usize) -> usize {
    text.bytes().take(at).filter(|byte| *byte == b'\n').count() + 1
}

/// The names of all variables in a pattern, in every branch.
fn variables(pattern: &Pattern<&str>) -> BTreeSet<String> {
    let mut names = BTreeSet::new();
    collect(pattern, &mut names);
    names
}

fn collect(pattern: &Pattern<&str>, names: &mut BTreeSet<String>) {
    for element in &pattern.elements {
        if let PatternElement::Placeable { expression } = element {
            collect_from(expression, names);
        }
    }
}

fn collect_from(expression: &Expression<&str>, names: &mut BTreeSet<String>) {
    let inline = match expression {
        Expression::Inline(inline) => inline,
        Expression::Select { selector, variants } => {
            variants.iter().for_each(|variant| collect(&variant.value, names));
            selector
        }
    };
    match inline {
        InlineExpression::VariableReference { id } => {
            names.insert(id.name.to_owned());
        }
        InlineExpression::Placeable { expression } => collect_from(expression, names),
        // What these lead to is tried out, or has been checked where it stands.
        InlineExpression::StringLiteral { .. }
        | InlineExpression::NumberLiteral { .. }
        | InlineExpression::FunctionReference { .. }
        | InlineExpression::MessageReference { .. }
        | InlineExpression::TermReference { .. } => {}
    }
}

impl Error {
    fn locale(tag: &str, line: usize, reason: impl std::fmt::Display) -> Self {
        Self::Locale { name: format!("locales/{tag}.ftl"), line, reason: message::one_line(&reason.to_string()) }
    }
}
