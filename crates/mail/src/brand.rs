//! What makes a mail an operator's own without a template: name, colour, a line of logo text, an address for
//! questions, a footer. How they are shown is the templates' business.

use std::fmt;
use std::str::FromStr;

use countersign_core::Address;
use url::Url;

use crate::{Error, message};

/// How mails present the service.
#[derive(Clone, Debug)]
pub struct Brand {
    /// What the words of the mails call the service.
    pub name: String,
    /// The button's colour.
    pub color: Color,
    /// Text above the card; without it the name.
    pub logo: Option<String>,
    /// Where people may write to. Shown as text, never as a link.
    pub support: Option<Address>,
    /// A line at the end.
    pub footer: Option<String>,
}

impl Brand {
    /// Only a name, in our colours.
    pub fn named(name: impl Into<String>) -> Self {
        Self { name: name.into(), color: Color::default(), logo: None, support: None, footer: None }
    }

    /// What the service is called where nothing says so: the sender's display name, else the base URL's host.
    ///
    /// # Errors
    /// `Sender` for a `from` that is no address.
    pub fn default_name(from: &str, base_url: &Url) -> Result<String, Error> {
        let name = message::sender(from)?.name;
        Ok(name.unwrap_or_else(|| base_url.host_str().unwrap_or("localhost").to_owned()))
    }
}

/// A colour without transparency, written `#rrggbb`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Color {
    red: u8,
    green: u8,
    blue: u8,
}

/// The text is not a colour.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("must be a colour such as #0b6b57: # and six hexadecimal digits")]
pub struct BadColor;

const WHITE: Color = Color::rgb(255, 255, 255);
/// Whatever misses 4.5:1 against white reaches it against this: its luminance is below the 0.00185 up to which
/// that holds (1.05 / 4.5² - 0.05).
const NEAR_BLACK: Color = Color::rgb(5, 5, 5);

/// Least contrast of text (WCAG 2.2, success criterion 1.4.3).
pub const TEXT_CONTRAST: f64 = 4.5;
/// Least contrast of the edge of a control (WCAG 2.2, success criterion 1.4.11).
pub const EDGE_CONTRAST: f64 = 3.0;

/// The card that the button lies on, light and dark, as in `layout.html`, and an edge that is seen on it.
pub(crate) const LIGHT_CARD: (Color, Color) = (WHITE, Color { red: 0x76, green: 0x7b, blue: 0x85 });
pub(crate) const DARK_CARD: (Color, Color) =
    (Color { red: 0x22, green: 0x25, blue: 0x2c }, Color { red: 0x8b, green: 0x93, blue: 0xa1 });

impl Color {
    /// From three parts of light.
    pub const fn rgb(red: u8, green: u8, blue: u8) -> Self {
        Self { red, green, blue }
    }

    /// On the way to another colour: 0 is this one, 100 the other.
    #[must_use]
    pub fn towards(self, other: Self, percent: u8) -> Self {
        let mix = |from: u8, to: u8| {
            let (from, to, percent) = (u32::from(from), u32::from(to), u32::from(percent.min(100)));
            u8::try_from((from * (100 - percent) + to * percent + 50) / 100).unwrap_or(u8::MAX)
        };
        Self { red: mix(self.red, other.red), green: mix(self.green, other.green), blue: mix(self.blue, other.blue) }
    }

    /// The colour of text on this one: white if that can be read well, else almost black.
    pub fn of_text_on_it(self) -> Self {
        if self.contrast(WHITE) >= TEXT_CONTRAST { WHITE } else { NEAR_BLACK }
    }

    /// The colour of a button's edge: its own, unless it would be lost on the card.
    pub(crate) fn edge_on(self, (card, visible): (Self, Self)) -> Self {
        if self.contrast(card) >= EDGE_CONTRAST { self } else { visible }
    }

    /// WCAG 2.2, "contrast ratio": 1 to 21.
    pub fn contrast(self, other: Self) -> f64 {
        let (a, b) = (self.luminance(), other.luminance());
        (a.max(b) + 0.05) / (a.min(b) + 0.05)
    }

    /// WCAG 2.2, "relative luminance": 0 to 1.
    fn luminance(self) -> f64 {
        let linear = |channel: u8| {
            let value = f64::from(channel) / 255.0;
            if value <= 0.04045 { value / 12.92 } else { ((value + 0.055) / 1.055).powf(2.4) }
        };
        0.2126 * linear(self.red) + 0.7152 * linear(self.green) + 0.0722 * linear(self.blue)
    }
}

/// The green of the pages.
impl Default for Color {
    fn default() -> Self {
        Self { red: 0x0b, green: 0x6b, blue: 0x57 }
    }
}

impl FromStr for Color {
    type Err = BadColor;

    fn from_str(text: &str) -> Result<Self, BadColor> {
        let digits = text.strip_prefix('#').filter(|digits| digits.len() == 6).ok_or(BadColor)?;
        if !digits.bytes().all(|b| b.is_ascii_hexdigit()) {
            return Err(BadColor);
        }
        let channel = |at: usize| u8::from_str_radix(&digits[at..at + 2], 16).map_err(|_| BadColor);
        Ok(Self { red: channel(0)?, green: channel(2)?, blue: channel(4)? })
    }
}

impl fmt::Display for Color {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "#{:02x}{:02x}{:02x}", self.red, self.green, self.blue)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_color_is_a_hash_and_six_digits() {
        assert_eq!("#0B6b57".parse::<Color>().unwrap().to_string(), "#0b6b57");
        for bad in ["", "#", "0b6b57", "#0b6b5", "#0b6b577", "#0b6b5g", "#+b6b57", "red", "#\u{e9}\u{e9}\u{e9}"] {
            assert_eq!(bad.parse::<Color>(), Err(BadColor), "{bad}");
        }
        assert!(!BadColor.to_string().contains('\n'));
    }

    #[test]
    fn a_color_on_the_way_to_another_begins_and_ends_with_them() {
        let (ink, paper) = (Color::rgb(10, 20, 30), Color::rgb(255, 0, 30));
        assert_eq!(ink.towards(paper, 0), ink);
        assert_eq!(ink.towards(paper, 100), paper);
        assert_eq!(ink.towards(paper, 50), Color::rgb(133, 10, 30));
    }

    #[test]
    fn text_on_any_color_and_the_edge_of_any_button_can_be_seen() {
        let steps = || (0..=255).step_by(3).map(|channel: u16| u8::try_from(channel).unwrap());
        for (red, green) in steps().flat_map(|red| steps().map(move |green| (red, green))) {
            for blue in steps() {
                let color = Color { red, green, blue };
                assert!(color.contrast(color.of_text_on_it()) >= TEXT_CONTRAST, "{color}");
                for card in [LIGHT_CARD, DARK_CARD] {
                    assert!(card.0.contrast(color.edge_on(card)) >= EDGE_CONTRAST, "{color}");
                }
            }
        }
    }
}
