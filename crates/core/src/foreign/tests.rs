//! Hashes that the applications' own libraries have made, verified here; and what is refused. `e2e/test_import.py` has
//! such libraries make new ones each time.

use super::*;

const PASSWORD: &str = "correct horse battery staple";

/// Of that password, by Werkzeug 3.1, Django 5.2, passlib 1.7 and argon2-cffi 25.1, at low costs.
#[rustfmt::skip] // A hash is a line.
const HASHES: &[&str] = &[
    "scrypt:1024:8:1$ewdNuYg63zXa2acR$c7f60f0ec303c2f0e7e55db957b77c1386d448b6f8f89ece5bec4c05d86bbd6328705c2adebc4b933344cc9ad5271cb639c50a1ecf36f0025e032002282d8a48",
    "scrypt:16384:8:2$gdqpgM3sxFsjm4lC$c42489ac6e0ced0abaabc0ac2fe54fc48520b9169d492e3b2869c9df7ffb8b3d16de299e91d29970f6a8d347c5ea4721a20e534b92a63cddd9ca4859e67d0cca",
    "pbkdf2:sha256:1000$i8AD84iM3qwCoyyf$1f01398ca767c4b4c32d68ee7095be075b216d443acc353d194403461260d8e3",
    "pbkdf2:sha1:1000$bkJ5EENkGWQ7pRK2$6e43de398949902937654085afbbbfeade1dd614",
    "pbkdf2:sha512:1000$JmFZuHYvbw9DKwXV$7117afcebd3fb7e10ce6b8899df33e539fc507e8e4b0cf5f6b025b34de0c4156929a2f459a78f160ebf7576d757cfa8220bc6444b4ba6e0d5db44e55a0c69ef9",
    "pbkdf2_sha256$1000$sWOjvGSjCnjCVlZGSuzxE8$3UnLkfm/Fdf7yJKpF4gF+WKpSWMFP6Cx2RM4/TwdLMA=",
    "pbkdf2_sha1$1000$MnEfMK7uVo7dVjQfW25jLv$JCT93HRttc7nFJdA7zgs3Vr3slA=",
    "argon2$argon2id$v=19$m=1024,t=1,p=2$ZnpObUdqWUQ1SVZ3elRzQllaNTA5Zw$V2PE9smMhmBhdwag67dPlf1Auu8wHcs2JnMBmhVIJeg",
    "bcrypt_sha256$$2b$10$jtuQRY361X.bklq/GnkHY.eHMNGu6j.A4Xlyj7xhwRX4VPZfZ7K2G",
    "bcrypt$$2b$10$if2tnxuje9qrh63/qSW2jeN5GyEryHJbvnYkKnagJX4WLWLHiD/JW",
    "scrypt$1024$dDN7j9YQuYjP8sOqSF07kS$8$5$V3+dFBOyKCLP5Xz4x4Jhy7MoEVx9i6QVOyJMRW9AtA1oMOPEmHIAzr4iw/l8Wd5UsTvwHq9RGtnTzbLkZFbzUg==",
    "$pbkdf2-sha256$1000$0DpHSClFCMGY05rzXouxFg$1vTGI5.ZCxQmX5fdctdH/2slff7PmmMI4ET.t2J7R1s",
    "$pbkdf2-sha512$1000$l5Ly3juH0FoLwdgbw9i71w$KCOqoet4AWLYAnu74yW2K8wOsI/zrtuHyij85vI1hMyJjU6jkrOBEanc5n.WpPxNUgx8U8o7stGg268gMmkwpQ",
    "$pbkdf2$1000$kdL6XwthrJVybg2BMEZIyQ$J5RmO7CfTtWhwtYgFfNXoX8EJ48",
    "$scrypt$ln=10,r=8,p=1$HMP4H2MsJWSsNaZ07p2TMg$7gYHSnNwvUyUnhHQoucFVuJoLuRbvh+UEgyNWwOR/+U",
    "$bcrypt-sha256$v=2,t=2b,r=10$IVsK.lPJsuRXT76masf0.e$zN3MkCqnkboOljLvrlltb4p7MJNo.sO",
    "$bcrypt-sha256$2b,10$VI3cdjVVkUHO/Rvg8o8EO.$y09FpWk/L/Z0WN9S8NcYFsS1nxaJA.a",
    "$argon2id$v=19$m=1024,t=1,p=4$JYRQao3xvhfCGON8r7V2Lg$5q8oY4JnL75mQ/ZiiwUJPCskXcyQ9wvZTMMzcUyUDBE",
    "$argon2i$v=19$m=1024,t=1,p=4$OwfA2HvvXWttbY1xTqn1vg$0+jhiMgO0n7HAcsiJBbY/ZtHcFP6MxtIH8ZNE4A3eFg",
    "$argon2d$v=19$m=1024,t=1,p=4$VQphjJFyLuV8r1XK2du7dw$ybyApAJrTgC3dbSRH+97CIM1jf97fp3V1D1QP6XtVEs",
    "$2y$10$WdGR.wyNSNmKNv/IYWIbQ.1noLDC/B9qQhTOxuZl9OTCyqz2JTzo2",
    "$argon2i$v=16$m=1024,t=1,p=1$c2FsdHNhbHQ$1V5rRmuc6s/2kg6x5TGmpjSpx015PJCvL2klqiJqkRw",
];
const LONG: &str = "$2b$10$4iLC4Vt4XRvXbo/.0rQ0j.bVmHehSCUNBWaGnNMUqeyA6eTtlO./.";
const PEPPERED: &str = "$2a$10$HA2X2QnrWjOptqgcxKik/uwGkDy98y2CBJK0tpnwtqn5DI5CfymD.";
const OF_SHA256: &str = "$2b$10$ov6h5RxvpKNVWXoiz1pbNuANowW4GCp03SDnatTwfqABhlh/VALRu";

fn verify_with(text: &str, stored: &str, keys: &Keys) -> bool {
    let password = Password::parse(text).unwrap();
    read(stored)
        .unwrap_or_else(|refusal| panic!("{stored} {refusal}"))
        .verify(&password, keys, &mut Memory::default())
        .unwrap()
}

fn verify(text: &str, stored: &str) -> bool {
    verify_with(text, stored, &Keys::default())
}

#[test]
fn hashes_of_many_libraries_verify_their_password_and_no_other() {
    for stored in HASHES {
        assert!(verify(PASSWORD, stored), "{stored}");
        assert!(!verify("Correct horse battery staple", stored), "{stored}");
    }
}

#[test]
fn what_bcrypt_was_given_is_marked_where_its_hash_does_not_say() {
    let keys = Keys { bcrypt_pepper: Some(Secret::new("pepper of an application".to_owned())), ..Keys::default() };
    let peppered = marked(PEPPERED, BcryptOf::Peppered);
    assert!(verify_with(PASSWORD, &peppered, &keys));
    assert!(!verify_with("correct horse", &peppered, &keys) && !verify(PASSWORD, PEPPERED));
    assert_eq!(read(&peppered).unwrap().lacks(&Keys::default()), Some("bcrypt_pepper"));
    assert_eq!(read(&peppered).unwrap().lacks(&keys), None);
    assert!(verify(PASSWORD, &marked(OF_SHA256, BcryptOf::Sha256Hex)) && !verify(PASSWORD, OF_SHA256));
    // Only bcrypt's own notation leaves it open.
    for stored in HASHES.iter().filter(|stored| !stored.starts_with("$2")) {
        assert_eq!(marked(stored, BcryptOf::Peppered), *stored);
        assert_eq!(marked(stored, BcryptOf::Sha256Hex), *stored);
    }
    assert_eq!(marked(PEPPERED, BcryptOf::Password), PEPPERED);
}

/// It had read 72 bytes when it made the hash. What is behind them was never part of the password.
#[test]
fn bcrypt_reads_72_bytes() {
    assert!(verify(&"é".repeat(60), LONG) && verify(&"é".repeat(36), LONG));
    assert!(!verify(&"é".repeat(35), LONG));
}

/// The sample of github.com/firebase/scrypt.
#[test]
fn a_hash_of_firebase_verifies_with_its_projects_parameters() {
    let key = "jxspr8Ki0RYycVU8zykbdLGjFQ3McFUH0uiiTvC8pVMXAn210wjLNmdZJzxUECKbm0QsEmYUSDzZvpjeJ9WmXA==";
    let project = Firebase {
        signer_key: Secret::new(data_encoding::BASE64.decode(key.as_bytes()).unwrap()),
        salt_separator: vec![7],
        rounds: 8,
        mem_cost: 14,
    };
    let keys = Keys { firebase: Some(project), ..Keys::default() };
    let stored = "firebase_scrypt$42xEC+ixf3L2lw==$lSrfV15cpx95/sZS2W9c9Kp6i/LVgQNDNC/qzrCnh1SAyZvqmZqAjTdn3aoItz+VHjoZilo78198JAdRuid5lQ==";
    assert!(verify_with("user1password", stored, &keys) && !verify_with("user2password", stored, &keys));
    assert!(verify_with("user1password", &stored.replace('+', "-").replace('/', "_").replace('=', ""), &keys));
    assert_eq!(read(stored).unwrap().lacks(&Keys::default()), Some("firebase_signer_key"));
    assert_eq!(read(stored).unwrap().lacks(&keys), None);
    assert_eq!(read(stored).unwrap().work(&keys), Work::of(Kind::Scrypt { log_n: 14, r: 8 }, 1));
}

#[test]
fn the_longest_hash_that_is_read_and_what_is_no_hash_of_bcrypt() {
    let of_bytes = |count: usize| {
        let (beginning, end) = ("pbkdf2:sha256:", format!("1000${}${}", "s".repeat(128), "ab".repeat(128)));
        format!("{beginning}{}{end}", "0".repeat(count - beginning.len() - end.len()))
    };
    assert!(read(&of_bytes(512)).is_ok());
    assert_eq!(read(&of_bytes(513)).err(), Some(Refusal::Unknown));
    for bad in [format!("{LONG}A"), LONG.replace("$10$", "$9$"), LONG[..59].to_owned()] {
        assert_eq!(read(&bad).err(), Some(Refusal::Unreadable("bcrypt")), "{bad}");
    }
}

#[test]
fn what_would_hold_a_thread_for_long_is_refused_with_the_most_that_may_be() {
    let hex = "00".repeat(64);
    let b64 = "A".repeat(43);
    for (stored, most) in [
        (format!("pbkdf2:sha256:5000001$saltsalt${}", &hex[..64]), "5000000 iterations"),
        (format!("pbkdf2:sha256:99999999999999999999$saltsalt${}", &hex[..64]), "5000000 iterations"),
        // Two blocks of output are twice the work.
        (format!("pbkdf2:sha256:2500001$saltsalt${hex}"), "5000000 iterations"),
        (format!("scrypt:262144:8:1$saltsalt${hex}"), "128 MiB"),
        (format!("scrypt:9223372036854775808:4294967295:1$saltsalt${hex}"), "128 MiB"),
        (format!("scrypt:131072:8:5$saltsalt${hex}"), "128 MiB"),
        (format!("$scrypt$ln=63,r=8,p=1$c2FsdHNhbHQ${b64}"), "128 MiB"),
        (format!("$2b$15${}", "a".repeat(53)), "a cost of 14"),
        (format!("$bcrypt-sha256$v=2,t=2b,r=31${}${}", "a".repeat(22), "a".repeat(31)), "a cost of 14"),
        (format!("$argon2id$v=19$m=262145,t=1,p=1$c2FsdHNhbHQ${b64}"), "256 MiB"),
        (format!("$argon2id$v=19$m=262144,t=5,p=1$c2FsdHNhbHQ${b64}"), "1 GiB"),
        (format!("$argon2id$v=19$m=4294967295,t=4294967295,p=1$c2FsdHNhbHQ${b64}"), "256 MiB"),
        (format!("argon2$argon2i$v=19$m=65536,t=1,p=65$c2FsdHNhbHQ${b64}"), "64 lanes"),
    ] {
        let refusal = read(&stored).err().unwrap_or_else(|| panic!("{stored} is taken"));
        assert!(refusal.to_string().contains(most), "{stored} {refusal}");
    }
}

#[test]
fn the_most_and_the_least_that_may_be_are_taken() {
    let (hex, b64) = ("00".repeat(32), "A".repeat(43));
    for most in [
        format!("pbkdf2:sha256:5000000$saltsalt${hex}"),
        format!("scrypt:131072:8:4$saltsalt${hex}"),
        format!("$2b$14${}", "a".repeat(53)),
        format!("$argon2id$v=19$m=262144,t=4,p=64$c2FsdHNhbHQ${b64}"),
    ] {
        assert!(read(&most).is_ok(), "{most} {:?}", read(&most).err());
    }
    for least in [
        format!("pbkdf2:sha256:1000$saltsalt${hex}"),
        format!("scrypt:1024:8:1$saltsalt${hex}"),
        format!("$2b$10${}", "a".repeat(53)),
        format!("$argon2id$v=19$m=1000,t=1,p=1$c2FsdHNhbHQ${b64}"),
    ] {
        assert_eq!(read(&least).unwrap().is_weak(), None, "{least}");
    }
}

#[test]
fn what_cannot_be_read_is_named() {
    let hex = "00".repeat(32);
    let unreadable = |stored: &str| matches!(read(stored), Err(Refusal::Unreadable(_)));
    for broken in HASHES.iter().flat_map(|stored| {
        let (head, _) = stored.rsplit_once('$').unwrap();
        [head.to_owned(), format!("{stored}$"), stored[..stored.len() - 1].to_owned(), format!("{head}$!")]
    }) {
        assert!(read(&broken).is_err(), "{broken}");
    }
    for broken in [
        format!("pbkdf2:sha256:0$saltsalt${hex}"),
        format!("pbkdf2:sha256:+1000$saltsalt${hex}"),
        format!("pbkdf2:sha256:$saltsalt${hex}"),
        format!("pbkdf2:md5:1000$saltsalt${hex}"),
        format!("pbkdf2:sha256:1000$abc${hex}"),
        "pbkdf2:sha256:1000$saltsalt$00".to_owned(),
        format!("scrypt:1000:8:1$saltsalt${hex}"),
        format!("scrypt:1024:0:1$saltsalt${hex}"),
        format!("scrypt:1024:8:0$saltsalt${hex}"),
        format!("scrypt:1024:8:1:1$saltsalt${hex}"),
        format!("$2x$10${}", "a".repeat(53)),
        format!("$2b$03${}", "a".repeat(53)),
        format!("$pbkdf2-sha256$i=1000,l=31$c2FsdHNhbHQ${}", "A".repeat(43)),
        format!("$argon2id$v=19$m=7,t=1,p=1$c2FsdHNhbHQ${}", "A".repeat(43)),
        format!("$argon2id$v=19$m=8,t=0,p=1$c2FsdHNhbHQ${}", "A".repeat(43)),
        format!("$argon2id$v=19$m=8,t=1,p=1$c2FsdHNhbA${}", "A".repeat(43)),
        format!("$argon2id$v=18$m=8,t=1,p=1$c2FsdHNhbHQ${}", "A".repeat(43)),
        format!("$argon2x$v=19$m=8,t=1,p=1$c2FsdHNhbHQ${}", "A".repeat(43)),
    ] {
        assert!(unreadable(&broken), "{broken} {:?}", read(&broken).err());
    }
    for fast in ["5f4dcc3b5aa765d61d8327deb882cf99", "md5$salt$5f4dcc3b", "sha1$salt$00", "{SSHA}abc", "$1$salt$hash"] {
        assert_eq!(read(fast).err(), Some(Refusal::Fast), "{fast}");
    }
    for unknown in ["", "!", "secret", "$6$salt$hash", "$y$j9T$", &"$2b$".repeat(200)] {
        assert_eq!(read(unknown).err(), Some(Refusal::Unknown), "{unknown}");
    }
}

#[test]
fn what_is_guessed_too_fast_is_weak() {
    let hex = "00".repeat(32);
    let is_weak = |stored: &str| read(stored).unwrap().is_weak().is_some();
    assert!(HASHES.iter().all(|stored| !is_weak(stored)));
    assert!(is_weak(&HASHES[9].replace("$10$", "$09$")), "{}", HASHES[9]);
    assert!(
        is_weak(&format!("pbkdf2:sha256:999$saltsalt${hex}")) && is_weak(&format!("scrypt:512:8:1$saltsalt${hex}"))
    );
    assert!(is_weak(&format!("$argon2id$v=19$m=8,t=1,p=1$c2FsdHNhbHQ${}", "A".repeat(43))));
}

#[test]
fn the_dearest_of_each_kind_is_what_everybody_does() {
    let keys = Keys::default();
    let work = |stored: &str| read(stored).unwrap().work(&keys);
    let (bcrypt_10, bcrypt_12) = (work(LONG), work(&LONG.replace("$10$", "$12$")));
    let (werkzeug, twice) = (work(HASHES[0]), work(HASHES[1]));
    assert_eq!(twice, Work::of(Kind::Scrypt { log_n: 14, r: 8 }, 2));
    assert_eq!(work(HASHES[2]), Work::of(Kind::Pbkdf2Sha256, 1_000));
    let two_blocks = format!("pbkdf2:sha256:1000$saltsalt${}", "ab".repeat(33));
    assert_eq!(work(&two_blocks), Work::of(Kind::Pbkdf2Sha256, 2_000));

    let mut all = bcrypt_10.clone();
    [&bcrypt_12, &werkzeug, &twice, &bcrypt_10].iter().for_each(|other| all.raise(other));
    assert_eq!(all.iter().count(), 3);
    assert_eq!(all.without(&bcrypt_10).without(&twice).without(&werkzeug), Work::of(Kind::Bcrypt, 4_096 - 1_024));
    assert!(all.without(&all).is_nothing() && !all.is_nothing());
    assert!(bcrypt_12.about_us() > 3 * bcrypt_10.about_us() && bcrypt_12.about_us() < Work::MAX_US);

    let password = Password::parse(PASSWORD).unwrap();
    let like = Cost { memory_kib: 8, passes: 1, lanes: 1 };
    all.raise(&Work::of(Kind::Argon2, 1_024));
    all.raise(&Work::of(Kind::Pbkdf2Sha1, 3));
    all.raise(&Work::of(Kind::Pbkdf2Sha512, 3));
    all.without(&bcrypt_12).spend(&password, like, &mut Memory::default()).unwrap();
}

#[test]
fn work_of_bcrypt_is_done_in_powers_of_two() {
    let costs = |amount| work::bcrypt_costs(amount).collect::<Vec<_>>();
    assert_eq!((costs(4_096 - 1_024), costs(1), costs(0)), (vec![10, 11], vec![0], vec![]));
}

#[test]
fn work_that_cannot_be_done_is_an_error() {
    let password = Password::parse(PASSWORD).unwrap();
    let like = Cost { memory_kib: 8, passes: 1, lanes: 1 };
    let work = Work::of(Kind::Scrypt { log_n: 64, r: 8 }, 1);
    assert!(work.spend(&password, like, &mut Memory::default()).is_err());
}

#[test]
fn the_rule_of_thumb_is_of_microseconds() {
    for (kind, amount, about_us) in [
        (Kind::Pbkdf2Sha1, 1_000, 250),
        (Kind::Pbkdf2Sha256, 1_000, 250),
        (Kind::Pbkdf2Sha512, 1_000, 500),
        (Kind::Scrypt { log_n: 14, r: 8 }, 3, 131_072),
        (Kind::Bcrypt, 1_024, 61_440),
        (Kind::Argon2, 9_000, 6_000),
    ] {
        assert_eq!(Work::of(kind, amount).about_us(), about_us, "{kind}");
    }
}

#[test]
fn kinds_are_written_and_read() {
    let kinds = [Kind::Pbkdf2Sha1, Kind::Pbkdf2Sha256, Kind::Pbkdf2Sha512, Kind::Bcrypt, Kind::Argon2];
    for kind in kinds.into_iter().chain([Kind::Scrypt { log_n: 15, r: 8 }]) {
        assert_eq!(Kind::parse(&kind.to_string()), Some(kind));
    }
    for bad in ["", "scrypt", "scrypt-15", "scrypt-32-8", "scrypt-15-8-1", "md5"] {
        assert_eq!(Kind::parse(bad), None, "{bad}");
    }
}
