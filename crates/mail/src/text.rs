//! The text part: what comes from outside made fit to be shown, paragraphs wrapped, the link left whole.
//! The words are `locales.rs`'s business.

use textwrap::{Options, WordSeparator, WordSplitter};

use crate::message;

/// FSI and PDI (UAX #9): what is between them does not turn the sentence around it.
pub(crate) const ISOLATE: &str = "\u{2068}";
pub(crate) const POP_ISOLATE: &str = "\u{2069}";

/// Columns of a paragraph (RFC 5322 section 2.1.1 asks for at most 78; quoted twice it still fits).
const COLUMNS: usize = 72;

/// Text from outside in one line, without characters that show nothing or reorder what is around them, and
/// without an absolute URL.
pub(crate) fn shown(text: &str) -> String {
    let is_hidden = |c: char| {
        matches!(c, '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}' | '\u{200e}' | '\u{200f}' | '\u{feff}')
            || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{e000}'..='\u{f8ff}')
    };
    let seen: String = message::one_line(text).chars().filter(|c| !is_hidden(*c)).collect();
    seen.replace("://", ":\u{200c}//")
}

/// A filled template as it is sent: at most one empty line between paragraphs, long ones wrapped by what their
/// characters need on a screen. The line of the link stays as it is.
pub(crate) fn laid_out(filled: &str, link: &str) -> String {
    let options = Options::new(COLUMNS)
        .break_words(false)
        .word_separator(WordSeparator::UnicodeBreakProperties)
        .word_splitter(WordSplitter::NoHyphenation);
    let mut text = String::with_capacity(filled.len() + 64);
    let mut gap = false;
    for line in filled.lines().map(str::trim_end) {
        if line.is_empty() {
            gap = !text.is_empty();
            continue;
        }
        if std::mem::take(&mut gap) {
            text.push('\n');
        }
        if line.contains(link) {
            text.push_str(line);
        } else {
            text.push_str(&textwrap::wrap(line, &options).join("\n"));
        }
        text.push('\n');
    }
    text
}
