//! Addresses: what is taken for one is ASCII in one line, and parses again to the same.

use countersign_core::Address;

pub fn run(data: &[u8]) {
    let Ok(text) = str::from_utf8(data) else { return };
    let Ok(address) = Address::parse(text) else { return };
    let given = address.as_str();
    let again = Address::parse(given).expect("an address is an address");
    assert_eq!((again.as_str(), again.key()), (given, address.key()));
    let by_key = Address::parse(address.key()).expect("a key is an address");
    assert_eq!(by_key.key(), address.key());
    assert_eq!(Address::parse(&given.to_ascii_uppercase()).expect("in capitals too").key(), address.key());

    assert!(given.bytes().all(|b| b.is_ascii_graphic() && !b"<>()[]\\,;:\"".contains(&b)), "{given:?}");
    let (local, domain) = given.split_once('@').expect("one @");
    assert_eq!((local, domain), (address.local_part(), address.domain()));
    assert!((1..=64).contains(&local.len()) && domain.len() <= 253 && domain.contains('.'), "{given:?}");
    assert!(domain.split('.').all(|label| (1..=63).contains(&label.len()) && !label.starts_with('-')), "{given:?}");
}
