//! An operator's colour on the pages: the stylesheet's properties made from it, so that text and controls can be told
//! from what they lie on whatever the colour is (WCAG 2.2, success criteria 1.4.3 and 1.4.11). Our own needs nothing.

use countersign_mail::{Color, EDGE_CONTRAST, TEXT_CONTRAST};

const WHITE: Color = Color::rgb(255, 255, 255);
const BLACK: Color = Color::rgb(0, 0, 0);

/// One of the two looks of the stylesheet, with its colours that the accent lies on and the one it is mixed towards
/// until it can be read.
struct Look {
    card: Color,
    ground: Color,
    ink: Color,
}

const LIGHT: Look = Look { card: WHITE, ground: Color::rgb(0xf4, 0xf5, 0xf5), ink: BLACK };
const DARK: Look = Look { card: Color::rgb(0x19, 0x1d, 0x1c), ground: Color::rgb(0x10, 0x13, 0x12), ink: WHITE };

/// Properties that stand in for those of the stylesheet; none for the colour that it is written in.
pub fn properties(brand: Color) -> String {
    if brand == Color::default() {
        return String::new();
    }
    let [light, dark] = [LIGHT, DARK].map(|look| look.properties(brand));
    format!("\n:root {{{light}}}\n@media (prefers-color-scheme: dark) {{ :root {{{dark}}} }}\n")
}

struct Shades {
    accent: Color,
    accent_strong: Color,
    tint: Color,
    button: Color,
    button_strong: Color,
    on_button: Color,
    button_edge: Color,
}

impl Look {
    fn properties(&self, brand: Color) -> String {
        let Shades { accent, accent_strong, tint, button, button_strong, on_button, button_edge } = self.shades(brand);
        format!(
            " --accent: {accent}; --accent-strong: {accent_strong}; --tint: {tint}; --button: {button}; \
             --button-strong: {button_strong}; --on-button: {on_button}; --button-edge: {button_edge}; "
        )
    }

    fn shades(&self, brand: Color) -> Shades {
        let tint = brand.towards(self.card, 88);
        let accent = self.readable(brand, tint);
        // On a dark page a dark button would be a hole: there it is as light as links are.
        let button = if brand.contrast(self.card) < EDGE_CONTRAST && self.ink == WHITE { accent } else { brand };
        let on_button = button.of_text_on_it();
        // Away from its words, so that they are read better, not worse.
        let away = if on_button == WHITE { BLACK } else { WHITE };
        Shades {
            accent,
            accent_strong: accent.towards(self.ink, 30),
            tint,
            button,
            button_strong: button.towards(away, 22),
            on_button,
            button_edge: if button.contrast(self.card) < EDGE_CONTRAST { accent } else { button },
        }
    }

    /// The colour, mixed with ink until it can be read on all that text lies on.
    fn readable(&self, brand: Color, tint: Color) -> Color {
        let shades = (0..=100).map(|percent| brand.towards(self.ink, percent));
        let is_readable =
            |color: &Color| [self.card, self.ground, tint].iter().all(|below| color.contrast(*below) >= TEXT_CONTRAST);
        shades.into_iter().find(is_readable).unwrap_or(self.ink)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::http::parts::files::STYLESHEET;

    #[test]
    fn the_looks_are_those_of_the_stylesheet() {
        let (light, dark) = STYLESHEET.split_once("@media (prefers-color-scheme: dark)").unwrap();
        for (text, look) in [(light, LIGHT), (dark, DARK)] {
            for (name, color) in [("card", look.card), ("ground", look.ground)] {
                let line = format!("--{name}: {color};");
                assert!(text.contains(&line), "the stylesheet lacks {line}");
            }
        }
        assert_eq!(properties(Color::default()), "");
    }

    #[test]
    fn everything_can_be_read_and_seen_whatever_the_colour() {
        let steps = || (0..=255).step_by(15).map(|channel: u16| u8::try_from(channel).unwrap());
        let colors = steps().flat_map(|red| steps().flat_map(move |green| steps().map(move |blue| (red, green, blue))));
        for brand in colors.map(|(red, green, blue)| Color::rgb(red, green, blue)) {
            for look in [LIGHT, DARK] {
                let shades = look.shades(brand);
                for below in [look.card, look.ground, shades.tint] {
                    assert!(shades.accent.contrast(below) >= TEXT_CONTRAST, "{brand}: accent on {below}");
                    assert!(shades.accent_strong.contrast(below) >= TEXT_CONTRAST, "{brand}: strong accent on {below}");
                }
                for button in [shades.button, shades.button_strong] {
                    assert!(shades.on_button.contrast(button) >= TEXT_CONTRAST, "{brand}: words on {button}");
                }
                assert!(shades.button_edge.contrast(look.card) >= EDGE_CONTRAST, "{brand}: edge");
                // What is read on the tint besides the accent.
                assert!(look.ink.contrast(shades.tint) >= TEXT_CONTRAST, "{brand}: ink on {}", shades.tint);
            }
        }
    }

    #[test]
    fn a_colour_that_can_be_read_stays_as_it_is() {
        let navy: Color = "#1d3f8b".parse().unwrap();
        let shades = LIGHT.shades(navy);
        assert_eq!((shades.accent, shades.button, shades.button_edge), (navy, navy, navy));
        let yellow: Color = "#ffdd00".parse().unwrap();
        let shades = LIGHT.shades(yellow);
        assert_eq!(shades.button, yellow);
        assert_ne!(shades.accent, yellow);
        let (css, dark) = (properties(yellow), DARK.shades(yellow));
        assert!(css.contains("--button: #ffdd00;") && css.contains(&format!("--accent: {};", dark.accent)), "{css}");
    }
}
