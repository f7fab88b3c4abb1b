//! The mail providers that most people are with: which domains are theirs, and where they are read in a browser. The one
//! table behind "Did you mean gmail.com?" (`typo`) and behind the links of the waiting page.

use crate::Address;

/// Domains of one provider that are read at the same place.
struct Provider {
    /// Where its mail is read in a browser; none where that differs from customer to customer or changes often.
    webmail: Option<Webmail>,
    domains: &'static [&'static str],
}

/// A provider's inbox in the browser.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Webmail {
    /// As its users call it.
    pub name: &'static str,
    /// Where it is opened.
    pub url: &'static str,
}

const fn at(name: &'static str, url: &'static str, domains: &'static [&'static str]) -> Provider {
    Provider { webmail: Some(Webmail { name, url }), domains }
}

const fn elsewhere(domains: &'static [&'static str]) -> Provider {
    Provider { webmail: None, domains }
}

/// The largest first: of two that are equally near, the one with more users was meant.
#[rustfmt::skip] // As many domains a line as fit.
const PROVIDERS: &[Provider] = &[
    at("Gmail", "https://mail.google.com/", &["gmail.com", "googlemail.com"]),
    at("Outlook", "https://outlook.live.com/mail/", &[
        "hotmail.com", "outlook.com", "live.com", "msn.com", "hotmail.co.uk", "hotmail.fr", "hotmail.de", "hotmail.es",
        "hotmail.it", "hotmail.nl", "hotmail.be", "hotmail.ch", "hotmail.se", "hotmail.no", "hotmail.dk", "hotmail.fi",
        "hotmail.ca", "hotmail.gr", "hotmail.co.jp", "hotmail.com.br", "hotmail.com.ar", "hotmail.com.tr", "outlook.fr",
        "outlook.de", "outlook.es", "outlook.it", "outlook.be", "outlook.at", "outlook.dk", "outlook.jp", "outlook.pt",
        "outlook.in", "outlook.ie", "outlook.sa", "outlook.cl", "outlook.co.id", "outlook.co.th", "outlook.com.ar",
        "outlook.com.au", "outlook.com.br", "outlook.com.gr", "outlook.com.tr", "outlook.com.vn", "live.co.uk", "live.fr",
        "live.de", "live.nl", "live.be", "live.it", "live.at", "live.se", "live.no", "live.dk", "live.fi", "live.ca",
        "live.cn", "live.jp", "live.ie", "live.in", "live.cl", "live.com.ar", "live.com.au", "live.com.mx", "live.com.pt",
    ]),
    at("Yahoo Mail", "https://mail.yahoo.com/", &[
        "yahoo.com", "yahoo.co.uk", "yahoo.fr", "yahoo.de", "yahoo.es", "yahoo.it", "yahoo.in", "yahoo.ca", "yahoo.gr",
        "yahoo.ie", "yahoo.pl", "yahoo.ro", "yahoo.se", "yahoo.no", "yahoo.dk", "yahoo.nl", "yahoo.be", "yahoo.at",
        "yahoo.co.in", "yahoo.co.id", "yahoo.co.nz", "yahoo.co.th", "yahoo.co.za", "yahoo.com.ar", "yahoo.com.au",
        "yahoo.com.br", "yahoo.com.co", "yahoo.com.hk", "yahoo.com.mx", "yahoo.com.my", "yahoo.com.pe", "yahoo.com.ph",
        "yahoo.com.sg", "yahoo.com.tr", "yahoo.com.tw", "yahoo.com.vn", "ymail.com", "rocketmail.com", "myyahoo.com",
    ]),
    at("Yahoo!メール", "https://mail.yahoo.co.jp/", &["yahoo.co.jp", "ymail.ne.jp"]),
    at("iCloud Mail", "https://www.icloud.com/mail", &["icloud.com", "me.com", "mac.com"]),
    at("QQ邮箱", "https://mail.qq.com/", &["qq.com", "foxmail.com", "vip.qq.com"]),
    at("163邮箱", "https://mail.163.com/", &["163.com"]),
    at("126邮箱", "https://mail.126.com/", &["126.com"]),
    at("Yeah邮箱", "https://mail.yeah.net/", &["yeah.net"]),
    at("Почта Mail", "https://e.mail.ru/", &["mail.ru", "inbox.ru", "list.ru", "bk.ru", "internet.ru"]),
    at("Яндекс Почта", "https://mail.yandex.ru/", &["yandex.ru", "ya.ru", "yandex.com", "yandex.kz", "yandex.by", "yandex.ua"]),
    at("GMX", "https://www.gmx.net/", &["gmx.de", "gmx.net", "gmx.at", "gmx.ch"]),
    at("GMX", "https://www.gmx.com/", &["gmx.com", "gmx.us", "gmx.co.uk", "gmx.fr", "gmx.es", "gmx.eu", "gmx.org", "gmx.info"]),
    at("WEB.DE", "https://web.de/", &["web.de", "email.de"]),
    at("AOL Mail", "https://mail.aol.com/", &["aol.com", "aol.de", "aol.fr", "aol.it", "aol.co.uk", "aim.com", "love.com"]),
    at("Proton Mail", "https://mail.proton.me/", &["proton.me", "protonmail.com", "protonmail.ch", "pm.me"]),
    at("T-Online", "https://email.t-online.de/", &["t-online.de", "magenta.de"]),
    at("네이버 메일", "https://mail.naver.com/", &["naver.com"]),
    at("Daum 메일", "https://mail.daum.net/", &["daum.net", "hanmail.net"]),
    at("UOL Mail", "https://email.uol.com.br/", &["uol.com.br"]),
    at("Free", "https://webmail.free.fr/", &["free.fr"]),
    at("Rediffmail", "https://mail.rediff.com/", &["rediffmail.com"]),
    at("mail.com", "https://www.mail.com/", &["mail.com", "email.com", "usa.com", "post.com"]),
    at("Zoho Mail", "https://mail.zoho.com/", &["zoho.com", "zohomail.com"]),
    at("Fastmail", "https://app.fastmail.com/", &["fastmail.com", "fastmail.fm"]),
    at("Tuta", "https://app.tuta.com/", &["tuta.com", "tutanota.com", "tutanota.de", "tutamail.com", "tuta.io", "keemail.me"]),
    at("Posteo", "https://posteo.de/", &["posteo.de", "posteo.net", "posteo.org", "posteo.at", "posteo.ch"]),
    at("Seznam Email", "https://email.seznam.cz/", &["seznam.cz", "email.cz"]),
    at("Poczta WP", "https://poczta.wp.pl/", &["wp.pl"]),
    at("Onet Poczta", "https://poczta.onet.pl/", &["onet.pl", "op.pl", "poczta.onet.pl"]),
    at("Poczta o2", "https://poczta.o2.pl/", &["o2.pl", "tlen.pl"]),
    at("Poczta Interia", "https://poczta.interia.pl/", &["interia.pl"]),
    elsewhere(&["orange.fr", "wanadoo.fr", "laposte.net", "sfr.fr", "neuf.fr", "bbox.fr", "numericable.fr"]),
    elsewhere(&["freenet.de", "arcor.de", "mailbox.org", "vodafone.de", "kabelmail.de", "1und1.de", "online.de"]),
    elsewhere(&["comcast.net", "verizon.net", "att.net", "sbcglobal.net", "bellsouth.net", "cox.net", "charter.net"]),
    elsewhere(&["btinternet.com", "sky.com", "virginmedia.com", "ntlworld.com", "talktalk.net", "blueyonder.co.uk"]),
    elsewhere(&["bol.com.br", "terra.com.br", "ig.com.br", "globo.com", "terra.es", "telefonica.net", "movistar.es"]),
    elsewhere(&["libero.it", "virgilio.it", "tiscali.it", "alice.it", "tin.it", "inwind.it", "sapo.pt"]),
    elsewhere(&["docomo.ne.jp", "ezweb.ne.jp", "au.com", "softbank.ne.jp", "i.softbank.jp", "nifty.com", "biglobe.ne.jp"]),
    elsewhere(&["139.com", "sina.com", "sina.cn", "sohu.com", "aliyun.com", "189.cn", "vip.163.com", "tom.com"]),
    elsewhere(&["bluewin.ch", "sunrise.ch", "hispeed.ch", "aon.at", "chello.at", "telenet.be", "skynet.be", "ziggo.nl"]),
    elsewhere(&["rambler.ru", "ukr.net", "i.ua", "abv.bg", "centrum.cz", "walla.co.il", "hushmail.com", "hey.com"]),
    elsewhere(&["bigpond.com", "optusnet.com.au", "xtra.co.nz", "shaw.ca", "rogers.com", "sympatico.ca", "maktoob.com"]),
];

/// Every domain of the table, in its order.
pub fn domains() -> impl Iterator<Item = &'static str> {
    PROVIDERS.iter().flat_map(|provider| provider.domains).copied()
}

/// Where mail to this address is read in a browser, if that is known.
pub fn webmail(address: &Address) -> Option<Webmail> {
    let domain = address.domain().to_ascii_lowercase();
    PROVIDERS.iter().find(|provider| provider.domains.contains(&domain.as_str()))?.webmail
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use url::Url;

    use super::*;

    fn webmail_of(text: &str) -> Option<&'static str> {
        webmail(&Address::parse(text).unwrap()).map(|webmail| webmail.url)
    }

    #[test]
    fn each_domain_is_in_the_table_once_and_as_addresses_have_it() {
        let mut seen = BTreeSet::new();
        for domain in domains() {
            let address = Address::parse(&format!("ada@{domain}")).unwrap();
            assert_eq!(address.domain(), domain.to_ascii_lowercase());
            assert!(seen.insert(domain), "{domain} is there twice");
        }
    }

    #[test]
    fn mail_is_read_over_https_and_at_no_address_that_tells_whose() {
        for webmail in PROVIDERS.iter().filter_map(|provider| provider.webmail) {
            let url = Url::parse(webmail.url).unwrap();
            assert_eq!((url.scheme(), url.query(), url.fragment()), ("https", None, None), "{webmail:?}");
            assert!(!webmail.name.is_empty());
        }
    }

    #[test]
    fn the_providers_inbox_is_known_by_the_domain_alone() {
        assert_eq!(webmail_of("ada@gmail.com"), Some("https://mail.google.com/"));
        assert_eq!(webmail_of("Ada@GoogleMail.com"), Some("https://mail.google.com/"));
        assert_eq!(webmail_of("ada@live.fr"), Some("https://outlook.live.com/mail/"));
        assert_eq!(webmail_of("ada@gmx.net"), Some("https://www.gmx.net/"));
        assert_eq!(webmail_of("ada@gmx.com"), Some("https://www.gmx.com/"));
        assert_eq!(webmail_of("ada@orange.fr"), None);
        assert_eq!(webmail_of("ada@example.org"), None);
        assert_eq!(webmail_of("gmail.com@example.org"), None);
    }
}
