//! What a mail looks like, read from its HTML: the operator's brand, and contrast in light and dark.

use countersign_core::mail::Kind;
use countersign_core::{Address, Language};
use countersign_mail::{Brand, Letter};

use crate::support::{sample, visible, voice, voice_of};

fn branded(color: &str) -> Brand {
    Brand { color: color.parse().unwrap(), ..Brand::named("Countersign") }
}

fn html(brand: Brand) -> String {
    voice_of(brand).render(&sample(Kind::Confirm)).unwrap().html
}

/// A CSS colour's channels.
fn channels(color: &str) -> [f64; 3] {
    assert!(color.len() == 7 && color.starts_with('#'), "{color}");
    [1, 3, 5].map(|at| f64::from(u8::from_str_radix(&color[at..at + 2], 16).unwrap()) / 255.0)
}

/// WCAG 2.2, "contrast ratio", worked out apart from the crate's own.
fn contrast(a: &str, b: &str) -> f64 {
    let luminance = |color: &str| {
        let [r, g, b] = channels(color).map(|c| if c <= 0.04045 { c / 12.92 } else { ((c + 0.055) / 1.055).powf(2.4) });
        0.2126 * r + 0.7152 * g + 0.0722 * b
    };
    let (a, b) = (luminance(a) + 0.05, luminance(b) + 0.05);
    if a > b { a / b } else { b / a }
}

/// What a property is set to after a mark in the HTML.
fn after<'a>(html: &'a str, mark: &str, property: &str) -> &'a str {
    let rest = html.split_once(mark).unwrap_or_else(|| panic!("no {mark}")).1;
    let value = rest.split_once(property).unwrap_or_else(|| panic!("no {property} after {mark}")).1.trim_start();
    &value[..7]
}

#[test]
fn words_stand_out_in_light_and_in_dark() {
    let html = html(branded("#0b6b57"));
    let light = [
        (after(&html, "class=\"words\" style", ";color:"), after(&html, "class=\"card\"", "background:")),
        (after(&html, "class=\"small\" style", ";color:"), after(&html, "class=\"card\"", "background:")),
        (after(&html, "class=\"words\" align", ";color:"), after(&html, "class=\"page\"", "background:")),
        (after(&html, "class=\"small\" align", ";color:"), after(&html, "class=\"page\"", "background:")),
    ];
    let dark_card = after(&html, ".card {", "background:");
    let dark_page = after(&html, ".page {", "background:");
    let (dark_words, dark_small) = (after(&html, ".words {", "color:"), after(&html, ".small {", "color:"));
    let dark = [dark_words, dark_small].map(|words| [(words, dark_card), (words, dark_page)]);
    for (words, ground) in light.into_iter().chain(dark.into_iter().flatten()) {
        assert!(contrast(words, ground) >= 4.5, "{words} on {ground}");
    }
}

#[test]
fn the_button_can_be_read_and_seen_in_every_color() {
    for color in ["#0b6b57", "#000000", "#ffffff", "#777777", "#ffd400", "#e4002b", "#22252c", "#7f7f00", "#0000ff"] {
        let html = html(branded(color));
        assert_eq!(after(&html, "class=\"button\"", "background:"), color);
        assert_eq!(after(&html, "class=\"button\"", "bgcolor=\""), color);
        let words = after(&html, "<a href", ";color:");
        assert!(contrast(words, color) >= 4.5, "{words} on {color}");
        let light = after(&html, "class=\"button\"", "border:1px solid ");
        assert!(contrast(light, after(&html, "class=\"card\"", "background:")) >= 3.0, "{light} around {color}");
        let dark = after(&html, ".button {", "border-color:");
        assert!(contrast(dark, after(&html, ".card {", "background:")) >= 3.0, "{dark} around {color}");
    }
}

#[test]
fn logo_support_and_footer_are_text_and_there_only_when_they_are_set() {
    let whole = Brand {
        logo: Some("Example \u{25c6} Accounts".to_owned()),
        support: Some(Address::parse("support@example.org").unwrap()),
        footer: Some("Example Ltd,\n 1 Main Street".to_owned()),
        ..Brand::named("Example")
    };
    for language in Language::ALL {
        let letter = Letter { language: *language, ..sample(Kind::Confirm) };
        let mail = voice_of(whole.clone()).render(&letter).unwrap();
        let seen = visible(&mail.html).replace('\u{200c}', "");
        assert!(seen.trim_start().starts_with("Example \u{25c6} Accounts"), "{seen}");
        assert!(mail.text.ends_with("Example Ltd, 1 Main Street\n") && mail.text.contains("support@example.org"));
        assert!(seen.trim_end().ends_with("Example Ltd, 1 Main Street") && seen.contains("support@example.org"));

        let bare = voice().render(&letter).unwrap();
        assert!(visible(&bare.html).trim_start().starts_with("Countersign"));
        assert_eq!(bare.text.matches('@').count(), 0, "{}", bare.text);
        let blank = Brand { logo: Some(" \n".to_owned()), footer: Some(String::new()), ..Brand::named("Countersign") };
        assert_eq!(voice_of(blank).render(&letter).unwrap().html, bare.html);
    }
}

#[test]
fn without_styles_the_mail_still_reads_in_its_order() {
    let mail = voice().render(&sample(Kind::Reset)).unwrap();
    let seen = visible(&mail.html);
    let order = ["Countersign", "Choose a new password", "You asked for", "The link works once", "If this was not you"];
    let places: Vec<_> =
        order.iter().map(|words| seen.find(words).unwrap_or_else(|| panic!("{words}: {seen}"))).collect();
    assert!(places.is_sorted(), "{places:?}");
    assert!(mail.html.contains("<h1") && mail.html.contains("role=\"presentation\""));
}
