//! How somebody wants to see the inbox: whose mail, which page of the list, what of a mail and how. All of it stands in
//! the query, so that every view can be bookmarked, and no script is needed.

use std::collections::BTreeMap;

use axum::extract::RawQuery;

/// What can be chosen, the usual first; beside `to` and `page`, which take any text or number.
const CHOICES: [(&str, &[&str]); 3] =
    [("show", &["all", "html", "text", "source"]), ("width", &["phone", "wide"]), ("scheme", &["light", "dark"])];

/// Those that are not as usual.
pub struct Wishes(BTreeMap<&'static str, String>);

impl Wishes {
    /// Leniently: what is not understood is as usual.
    pub fn read(RawQuery(query): RawQuery) -> Self {
        let mut wishes = BTreeMap::new();
        for (name, value) in url::form_urlencoded::parse(query.unwrap_or_default().as_bytes()) {
            match name.as_ref() {
                "to" if !value.trim().is_empty() => drop(wishes.insert("to", value.trim().to_owned())),
                "page" if value.parse::<usize>().is_ok_and(|page| page > 1) => {
                    wishes.insert("page", value.into_owned());
                }
                _ => {
                    let choice = CHOICES.iter().find(|(known, _)| *known == name);
                    if let Some((name, _)) = choice.filter(|(_, options)| options[1..].contains(&&*value)) {
                        wishes.insert(name, value.into_owned());
                    }
                }
            }
        }
        Self(wishes)
    }

    /// What links carry on.
    pub fn kept(&self) -> &BTreeMap<&'static str, String> {
        &self.0
    }

    /// Everything but the page, with what is usual where nothing else was chosen.
    pub fn all(&self) -> BTreeMap<&'static str, String> {
        let usual = CHOICES.iter().map(|(name, options)| (*name, options[0])).chain([("to", "")]);
        usual.map(|(name, usual)| (name, self.0.get(name).cloned().unwrap_or_else(|| usual.to_owned()))).collect()
    }

    /// From 1.
    pub fn page(&self) -> usize {
        self.0.get("page").and_then(|page| page.parse().ok()).unwrap_or(1)
    }

    /// Whether a mail to this address is wanted; a part of it is enough.
    pub fn is_for(&self, to: &str) -> bool {
        self.0.get("to").is_none_or(|wanted| to.to_lowercase().contains(&wanted.to_lowercase()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(query: &str) -> Wishes {
        Wishes::read(RawQuery(Some(query.to_owned())))
    }

    #[test]
    fn what_is_as_usual_or_not_understood_is_left_out() {
        for query in ["", "to=+&page=1&show=all&width=phone&scheme=light", "show=none&page=-2&page=x&width=9&more=1"] {
            assert!(read(query).kept().is_empty(), "{query}");
        }
        let wishes = read("scheme=dark&page=3&to=%20Ada@");
        assert_eq!(
            wishes.kept().iter().map(|(name, value)| format!("{name}={value}")).collect::<Vec<_>>(),
            ["page=3", "scheme=dark", "to=Ada@"]
        );
        assert_eq!(wishes.page(), 3);
    }

    #[test]
    fn a_part_of_an_address_finds_it() {
        assert!(read("to=ADA@ex").is_for("ada@example.org") && read("").is_for("ada@example.org"));
        assert!(!read("to=grace").is_for("ada@example.org"));
    }
}
