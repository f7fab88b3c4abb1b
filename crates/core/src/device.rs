//! What somebody is signed in with, in words that people use: "Firefox on Linux", "Safari on iPhone", "curl". Read from
//! what the client calls itself, so it is a hint and never a proof. Only names of our own lists come out of it. They are
//! short on purpose: libraries for this bring hundreds of patterns and data that grow old; who looks for a device that
//! is not theirs needs the two words, and "Unknown device" is an honest answer.

use std::fmt;

/// How much of a user agent is looked at; real ones are well below it.
const MAX_BYTES: usize = 512;

/// What a user agent lets one guess. It is the client's own word, and decides nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Device {
    /// The browser or program.
    pub program: Option<&'static str>,
    /// What it runs on.
    pub system: Option<&'static str>,
}

/// Products by the name that stands before their version. Browsers name those that they are made of, or want to be
/// taken for, as well: the more special come first, and Safari, whom most name, last.
const PROGRAMS: &[(&str, &str)] = &[
    ("Edg", "Edge"),
    ("EdgA", "Edge"),
    ("EdgiOS", "Edge"),
    ("Edge", "Edge"),
    ("OPR", "Opera"),
    ("OPT", "Opera"),
    ("OPiOS", "Opera"),
    ("Opera", "Opera"),
    ("SamsungBrowser", "Samsung Internet"),
    ("YaBrowser", "Yandex Browser"),
    ("Vivaldi", "Vivaldi"),
    ("DuckDuckGo", "DuckDuckGo"),
    ("Ddg", "DuckDuckGo"),
    ("Whale", "Whale"),
    ("MiuiBrowser", "Mi Browser"),
    ("HuaweiBrowser", "Huawei Browser"),
    ("UCBrowser", "UC Browser"),
    ("GSA", "Google app"),
    ("Instagram", "Instagram"),
    ("FBAV", "Facebook"),
    ("Focus", "Firefox"),
    ("FxiOS", "Firefox"),
    ("Firefox", "Firefox"),
    ("CriOS", "Chrome"),
    ("Chromium", "Chromium"),
    ("HeadlessChrome", "Chrome"),
    ("Chrome", "Chrome"),
    ("MSIE", "Internet Explorer"),
    ("Trident", "Internet Explorer"),
    ("Thunderbird", "Thunderbird"),
    ("Epiphany", "GNOME Web"),
    ("Safari", "Safari"),
    ("curl", "curl"),
    ("Wget", "Wget"),
    ("HTTPie", "HTTPie"),
    ("PostmanRuntime", "Postman"),
    ("insomnia", "Insomnia"),
    ("python-requests", "Python"),
    ("python-httpx", "Python"),
    ("Python-urllib", "Python"),
    ("aiohttp", "Python"),
    ("Go-http-client", "Go"),
    ("okhttp", "OkHttp"),
    ("axios", "Node.js"),
    ("undici", "Node.js"),
    ("node", "Node.js"),
    ("Java", "Java"),
];

/// Systems by a word of theirs, the more special first: Android calls itself Linux too, and an iPhone "like Mac OS X".
const SYSTEMS: &[(&str, &str)] = &[
    ("Windows", "Windows"),
    ("iPhone", "iPhone"),
    ("iPod", "iPhone"),
    ("iPad", "iPad"),
    ("CrOS", "ChromeOS"),
    ("Android", "Android"),
    ("HarmonyOS", "HarmonyOS"),
    ("OpenHarmony", "HarmonyOS"),
    ("PlayStation", "PlayStation"),
    ("Tizen", "TV"),
    ("Web0S", "TV"),
    ("Macintosh", "Mac"),
    ("Mac OS", "Mac"),
    ("Linux", "Linux"),
    ("X11", "Unix"),
];

impl Device {
    /// Reads the words that browsers and systems are known by; what is not known is none.
    pub fn of(user_agent: &str) -> Self {
        let text = &user_agent[..user_agent.floor_char_boundary(MAX_BYTES)];
        let product = |(name, _): &&(&str, &str)| has_word(text, name, |after| matches!(after, b'/' | b' ' | b'('));
        let word = |(name, _): &&(&str, &str)| has_word(text, name, |after| !after.is_ascii_alphanumeric());
        let named = |found: Option<&(&'static str, &'static str)>| found.map(|(_, name)| *name);
        Self { program: named(PROGRAMS.iter().find(product)), system: named(SYSTEMS.iter().find(word)) }
    }
}

/// Whether the word stands in the text by itself, before what may follow it or the end.
fn has_word(text: &str, word: &str, may_follow: fn(u8) -> bool) -> bool {
    let bytes = text.as_bytes();
    text.match_indices(word).any(|(at, _)| {
        let is_begun = at == 0 || !bytes[at - 1].is_ascii_alphanumeric();
        is_begun && bytes.get(at + word.len()).is_none_or(|after| may_follow(*after))
    })
}

/// In English.
impl fmt::Display for Device {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.program, self.system) {
            (Some(program), Some(system)) => write!(f, "{program} on {system}"),
            (Some(one), None) | (None, Some(one)) => f.write_str(one),
            (None, None) => f.write_str("Unknown device"),
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn what_is_too_long_is_cut_before_the_sign_that_does_not_fit() {
        let long = format!("curl/8.5.0  {}", "\u{20ac}".repeat(MAX_BYTES));
        assert!(!long.is_char_boundary(MAX_BYTES));
        assert_eq!(Device::of(&long), Device::of("curl/8.5.0"));
    }

    const WEBKIT: &str = "AppleWebKit/537.36 (KHTML, like Gecko)";

    /// As browsers and programs really call themselves.
    #[rustfmt::skip] // One is a line.
    const REAL: &[(&str, &str)] = &[
        ("Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0", "Firefox on Linux"),
        ("Mozilla/5.0 (X11; Ubuntu; Linux x86_64; rv:109.0) Gecko/20100101 Firefox/115.0", "Firefox on Linux"),
        ("Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:130.0) Gecko/20100101 Firefox/130.0", "Firefox on Windows"),
        ("Mozilla/5.0 (Macintosh; Intel Mac OS X 10.15; rv:131.0) Gecko/20100101 Firefox/131.0", "Firefox on Mac"),
        ("Mozilla/5.0 (Android 14; Mobile; rv:130.0) Gecko/130.0 Firefox/130.0", "Firefox on Android"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 14_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) FxiOS/130.0 Mobile/15E148 Safari/605.1.15", "Firefox on iPhone"),
        ("Mozilla/5.0 (iPad; CPU OS 17_6 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) FxiOS/129.0 Mobile/15E148 Safari/605.1.15", "Firefox on iPad"),
        ("Mozilla/5.0 (X11; FreeBSD amd64; rv:128.0) Gecko/20100101 Firefox/128.0", "Firefox on Unix"),
        ("Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/129.0.0.0 Safari/537.36", "Chrome on Windows"),
        ("Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/129.0.0.0 Safari/537.36", "Chrome on Mac"),
        ("Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/129.0.0.0 Safari/537.36", "Chrome on Linux"),
        ("Mozilla/5.0 (X11; CrOS x86_64 14541.0.0) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/129.0.0.0 Safari/537.36", "Chrome on ChromeOS"),
        ("Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/129.0.0.0 Mobile Safari/537.36", "Chrome on Android"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 17_6 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) CriOS/129.0.6668.46 Mobile/15E148 Safari/604.1", "Chrome on iPhone"),
        ("Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) HeadlessChrome/129.0.0.0 Safari/537.36", "Chrome on Linux"),
        ("Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Ubuntu Chromium/80.0.3987.87 Chrome/80.0.3987.87 Safari/537.36", "Chromium on Linux"),
        ("Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.6 Safari/605.1.15", "Safari on Mac"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 17_6_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.6 Mobile/15E148 Safari/604.1", "Safari on iPhone"),
        ("Mozilla/5.0 (iPad; CPU OS 12_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/12.1.2 Mobile/15E148 Safari/604.1", "Safari on iPad"),
        ("Mozilla/5.0 (iPod touch; CPU iPhone OS 12_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/12.1.2 Mobile/15E148 Safari/604.1", "Safari on iPhone"),
        ("Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/16.5 Safari/605.1.15 Epiphany/605.1.15", "GNOME Web on Linux"),
        ("Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/129.0.0.0 Safari/537.36 Edg/129.0.0.0", "Edge on Windows"),
        ("Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/64.0.3282.140 Safari/537.36 Edge/18.17763", "Edge on Windows"),
        ("Mozilla/5.0 (Linux; Android 10; HD1913) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/128.0.6613.146 Mobile Safari/537.36 EdgA/128.0.2739.54", "Edge on Android"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 17_6 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.0 EdgiOS/128.2739.60 Mobile/15E148 Safari/605.1.15", "Edge on iPhone"),
        ("Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/128.0.0.0 Safari/537.36 OPR/114.0.0.0", "Opera on Windows"),
        ("Opera/9.80 (Windows NT 6.1; WOW64) Presto/2.12.388 Version/12.18", "Opera on Windows"),
        ("Mozilla/5.0 (Linux; Android 14; SM-S911B) AppleWebKit/537.36 (KHTML, like Gecko) SamsungBrowser/26.0 Chrome/122.0.0.0 Mobile Safari/537.36", "Samsung Internet on Android"),
        ("Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0.0.0 YaBrowser/24.7.0.0 Safari/537.36", "Yandex Browser on Windows"),
        ("Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/128.0.0.0 Safari/537.36 Vivaldi/6.9.3447.37", "Vivaldi on Linux"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 17_6 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.6 Mobile/15E148 DuckDuckGo/7 Safari/605.1.15", "DuckDuckGo on iPhone"),
        ("Mozilla/5.0 (Linux; U; Android 13; zh-cn; 2201123C) AppleWebKit/537.36 (KHTML, like Gecko) Version/4.0 Chrome/100.0.4896.127 Mobile Safari/537.36 XiaoMi/MiuiBrowser/18.0", "Mi Browser on Android"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 17_6 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) GSA/332.0.673 Mobile/15E148 Safari/604.1", "Google app on iPhone"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Mobile/15E148 Instagram 345.0.4.17.105", "Instagram on iPhone"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Mobile/21F90 [FBAN/FBIOS;FBAV/477.0.0.30.109;FBDV/iPhone14,5]", "Facebook on iPhone"),
        ("Mozilla/5.0 (Windows NT 10.0; WOW64; Trident/7.0; rv:11.0) like Gecko", "Internet Explorer on Windows"),
        ("Mozilla/4.0 (compatible; MSIE 8.0; Windows NT 6.1; Trident/4.0)", "Internet Explorer on Windows"),
        ("Mozilla/5.0 (SMART-TV; LINUX; Tizen 6.0) AppleWebKit/537.36 (KHTML, like Gecko) 76.0.3809.146/6.0 TV Safari/537.36", "Safari on TV"),
        ("curl/8.5.0", "curl"),
        ("Wget/1.21.4", "Wget"),
        ("python-requests/2.32.3", "Python"),
        ("Python/3.12 aiohttp/3.10.5", "Python"),
        ("Go-http-client/1.1", "Go"),
        ("okhttp/4.12.0", "OkHttp"),
        ("PostmanRuntime/7.42.0", "Postman"),
        ("Mozilla/5.0 (Linux; Android 10; K)", "Android"),
        ("node", "Node.js"),
        ("Mozilla/5.0", "Unknown device"),
        ("", "Unknown device"),
        ("my own thing", "Unknown device"),
    ];

    #[test]
    fn real_user_agents_are_what_their_owners_call_them() {
        for (user_agent, name) in REAL {
            assert_eq!(Device::of(user_agent).to_string(), *name, "{user_agent}");
        }
    }

    #[test]
    fn a_name_within_another_word_is_none() {
        for text in ["NotFirefox/1", "Firefoxes/1", "nodejs-like", "curly/1", "Androidish"] {
            assert_eq!(Device::of(text).to_string(), "Unknown device", "{text}");
        }
        assert_eq!(Device::of(&format!("{WEBKIT} Chrome/1")).to_string(), "Chrome");
    }

    #[test]
    fn what_comes_far_behind_is_not_looked_at() {
        assert_eq!(Device::of(&format!("{} Firefox/1", "\u{fc}".repeat(MAX_BYTES))).program, None);
    }

    fn is_ours(device: Device) -> bool {
        device.program.is_none_or(|name| PROGRAMS.iter().any(|(_, ours)| *ours == name))
            && device.system.is_none_or(|name| SYSTEMS.iter().any(|(_, ours)| *ours == name))
    }

    proptest! {
        #[test]
        fn any_text_is_some_device_in_our_own_words(text in "\\PC{0,700}|.{0,40}") {
            let device = Device::of(&text);
            prop_assert!(is_ours(device) && device.to_string().len() < 64);
        }

        #[test]
        fn what_a_stranger_adds_to_a_user_agent_never_comes_out(
            which in 0..REAL.len(), cut in 0..200usize, added in "[<>\"'&;A-Za-z0-9 /()\\u{202e}-]{0,60}"
        ) {
            let (real, _) = REAL[which];
            let cut = cut.min(real.len());
            let device = Device::of(&format!("{}{added}{}", &real[..cut], &real[cut..]));
            prop_assert!(is_ours(device));
        }
    }
}
