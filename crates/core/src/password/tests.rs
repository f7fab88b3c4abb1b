//! The policy as those meet it who choose a password: what is refused and why, and that nothing is refused
//! that is good.

use proptest::prelude::*;

use super::*;

/// 2,048 short and frequent words: more of them are on the list of common passwords than of the 7,776 that people
/// throw five dice for.
const WORDS: &str = include_str!("../../data/dice-words.txt");

fn at_least(min_code_points: usize) -> Policy {
    let context_words = ["countersign", "accounts.example.org", "Crème & Sons", "IBM", "Crème <no-reply@shop.example>"];
    Policy { min_code_points, context_words: context_words.map(str::to_owned).to_vec() }
}

fn check(text: &str) -> Result<(), Refusal> {
    check_for(&at_least(15), text, "ada.lovelace+news@analytical.example")
}

fn check_for(policy: &Policy, text: &str, address: &str) -> Result<(), Refusal> {
    policy.check(&Password::parse(text).unwrap(), &Address::parse(address).unwrap())
}

#[test]
fn length_is_counted_in_code_points() {
    assert_eq!(check("fourteen chars"), Err(Refusal::TooShort { min: 15 }));
    assert_eq!(check("fifteen letters"), Ok(()));
    assert_eq!(check("🦀🌍🎈🐙🍉🚲🌵🎻🐝🧭🍋🪁🦉🧩🎺"), Ok(()));
    assert!(Password::parse(&"é".repeat(256)).is_ok());
    assert!(Password::parse(&"é".repeat(257)).is_err());
    // Under NFC this one is two.
    assert!(Password::parse(&"\u{958}".repeat(128)).is_ok());
    assert!(Password::parse(&"\u{958}".repeat(129)).is_err());
    assert!(Password::parse(&"🦀".repeat(256)).is_ok());
    assert!(Password::parse(&"a".repeat(1_025)).is_err());
    // Measured as it came, too: normalised these are 150.
    assert!(Password::parse(&"e\u{301}".repeat(150)).is_err());
}

#[test]
fn the_same_text_in_another_normal_form_is_the_same_password() {
    assert_eq!(Password::parse("e\u{301}").unwrap().expose(), Password::parse("\u{e9}").unwrap().expose());
}

#[test]
fn words_of_the_place_and_of_the_person_are_refused() {
    for (bad, word) in [
        ("countersigncountersign", "countersign"),
        ("Countersign-1234!", "countersign"),
        ("c0unt3rs1gn 2024", "countersign"),
        ("accounts.example.org", "accounts"),
        ("ada.lovelace@analytical.example", "analytical"),
        ("elpmaxe.lacitylana@ecalevol.ada", "analytical"),
        ("analytical.example", "analytical"),
        ("adalovelace12345", "lovelace"),
        ("1234567-Lovelace", "lovelace"),
        ("ADA-news-IBM-1990!", "news"),
        ("creme&sonscreme&sons", "creme"),
        ("CRÈME & SONS 2026", "creme"),
        ("ada ada ada ada ada ada", "ada"),
    ] {
        let refusal = check(bad);
        assert_eq!(refusal, Err(Refusal::Context { word: word.to_owned() }), "{bad}");
    }
    let policy = at_least(15);
    for (address, bad) in [
        ("grace@xn--mller-brombeere-gsb.example", "Müller-Brombeere!"),
        ("al@example.net", "al@example.net!!"),
        ("o'connor_42@example.net", "oconnor42oconnor42"),
    ] {
        let refusal = check_for(&policy, bad, address);
        assert!(matches!(refusal, Err(Refusal::Context { .. })), "{bad}: {refusal:?}");
    }
    // A word of the place among others is none of its business.
    for good in ["countersign walrus umbrella gravel", "ada likes purple gravel", "seven examples of ibm"] {
        assert_eq!(check(good), Ok(()), "{good}");
    }
}

#[test]
fn every_entry_of_the_list_is_refused_in_any_case() {
    for min in [8, 15] {
        let policy = at_least(min);
        let long_enough = List::shipped().words().filter(|(word, _)| word.chars().count() >= min);
        for (word, _) in long_enough.step_by(if min == 8 { 40 } else { 4 }) {
            assert!(check_for(&policy, word, "grace@example.net").is_err(), "{word}");
            assert!(check_for(&policy, &word.to_uppercase(), "grace@example.net").is_err(), "{word}");
        }
    }
    assert_eq!(check("PasswordPassword"), Err(Refusal::Listed));
    assert_eq!(check("password password"), Err(Refusal::Listed));
    assert_eq!(check_for(&at_least(8), "Sunshine", "grace@example.net"), Err(Refusal::Listed));
}

#[test]
fn stretched_words_of_the_list_are_refused_by_name() {
    for (bad, word) in [
        ("password12345678", "password"),
        ("P-assword 1234567", "password"),
        ("P4$$w0rd-P4$$w0rd", "password"),
        ("drowssap!drowssap", "password"),
        ("iloveyou20202020", "iloveyou"),
        ("liverpoolliverpool", "liverpool"),
        ("Liverpool24051990!", "liverpool"),
        ("liverpool 2024 2025", "liverpool"),
        ("l1verp00l!!!!!!!!!!", "liverpool"),
        ("passwordiloveyou", "password"),
        ("dragonmonkey2024", "dragon"),
        ("Summer2024Winter2025", "summer"),
        ("administrator123", "administrator"),
        ("trustno1trustno1", "trustno1"),
        ("パスワードパスワードパスワード", "ハスワート"),
        ("Motdepasse123456", "motdepasse"),
        ("Passwort!Passwort!", "passwort"),
        ("!QAZ2wsx!QAZ2wsx!", "1qaz2wsx"),
        ("contraseña1234567", "contrasena"),
    ] {
        let refusal = check(bad).expect_err(bad);
        assert_eq!(refusal, Refusal::Common { word: word.to_owned() }, "{bad}");
        assert_ne!(word, bad, "it would be shown");
    }
}

#[test]
fn patterns_are_refused() {
    for bad in [
        "aaaaaaaaaaaaaaa",
        "abcabcabcabcabc",
        "aaabbbcccdddeeefff",
        "1234567890123456",
        "1122334455667788",
        "qwertyuiopasdfghjkl",
        "poiuytrewqlkjhgfdsa",
        "abcdefghijklmno",
        "aabbccddeeffgghhii",
        "               ",
        "!!!!!!!!!!!!!!!!!",
        "🦀🦀🦀🦀🦀🦀🦀🦀🦀🦀🦀🦀🦀🦀🦀",
    ] {
        let refusal = check(bad).expect_err(bad);
        assert!(!matches!(refusal, Refusal::Context { .. } | Refusal::TooShort { .. }), "{bad}: {refusal:?}");
    }
}

#[test]
fn the_longest_word_is_named_and_of_two_the_person_s_own() {
    let listed = |word: &str| Kind::Listed(word.to_owned());
    let context = |word: &str| Kind::Context(word.to_owned());
    let common = |word: &str| Refusal::Common { word: word.to_owned() };
    let of_context = |word: &str| Refusal::Context { word: word.to_owned() };
    for (kinds, refusal) in [
        (vec![listed("abc"), context("xyz")], of_context("xyz")),
        (vec![context("xyz"), listed("abc")], of_context("xyz")),
        (vec![listed("abcd"), context("xyz")], common("abcd")),
        (vec![context("xyz12"), listed("abcd"), listed("efgh")], common("abcd")),
    ] {
        assert_eq!(Way { bits: 1.0, kinds }.into_refusal(), refusal);
    }
}

#[test]
fn what_stands_between_letters_takes_its_kind_and_its_places() {
    for (text, expected) in
        [("ab", 0.0), ("a b", 2.5), ("a-b-c", 3.0), ("a-b c_d.e", 10.0), ("!a!", 1.0 + 33_f64.log2())]
    {
        assert!((separator_bits(text) - expected).abs() < 1e-9, "{text}");
    }
}

#[test]
fn what_takes_just_enough_guesses_is_accepted() {
    // A date, a run from the end of its row, and one from anywhere: 17 + 4 + 9 bits.
    assert_eq!(check("29021953abcdfghj"), Ok(()));
    assert_eq!(check("29021953abcdefgh"), Err(Refusal::Predictable));
}

#[test]
fn letters_that_are_typed_again_take_a_little_and_signs_between_them_more() {
    // 28.2 bits of chance, and 3 or 7.5 for what was done to them.
    assert_eq!(check("kkkfffjjjwwwmmmzzz"), Ok(()));
    assert_eq!(check("kk-ff-jj-ww-mm-zz"), Ok(()));
    assert_eq!(check("kkkfffjjjwwwmmm"), Err(Refusal::Predictable));
}

#[test]
fn phrases_in_any_script_are_accepted() {
    for good in [
        "correct horse battery staple",
        "the walrus ate my umbrella",
        "Zwölf Boxkämpfer jagen Viktor",
        "моя бабушка любит кататься",
        "我的奶奶喜欢在雨中骑自行车去买菜",
        "私の祖母は雨の日に自転車で行く",
        "جدتي تحب ركوب الدراجة",
        "दादी को साइकिल पसंद है",
        "할머니는 비 오는 날 자전거를 탄다",
        "kfjwmzpqtnxbvhsd",
        "839205716492837",
        "%$#&!)(*^@~<>?;:{}",
    ] {
        assert_eq!(check(good), Ok(()), "{good}");
    }
}

/// What chance makes of some pieces: a count that a test can hold, since the dice are the same each time.
fn refused_of(count: usize, mut make: impl FnMut(&mut dyn FnMut(usize) -> usize) -> String) -> Vec<String> {
    let mut state: u64 = 7;
    // Marsaglia's xorshift64: dice, nothing secret.
    let mut dice = move |sides: usize| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        usize::try_from(state >> 33).unwrap() % sides
    };
    let policy = at_least(15);
    let texts = (0..count).map(|_| make(&mut dice));
    texts.filter(|text| matches!(check_for(&policy, text, "ada@example.net"), Err(refusal) if refusal != Refusal::TooShort { min: 15 })).collect()
}

#[test]
fn four_words_thrown_by_dice_are_accepted() {
    let words: Vec<&str> = WORDS.split_whitespace().collect();
    for (count, separator) in [(3_000, ""), (1_000, " "), (500, "-")] {
        let phrase = |dice: &mut dyn FnMut(usize) -> usize| [0; 4].map(|_| words[dice(words.len())]).join(separator);
        let refused = refused_of(count, phrase);
        assert!(refused.is_empty(), "{refused:?}");
    }
}

#[test]
fn what_chance_makes_of_one_kind_of_character_is_accepted() {
    for alphabet in [
        "abcdefghijklmnopqrstuvwxyz",
        "0123456789",
        "!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~",
        "абвгдежзийклмнопрстуфхцчшщъыьэюя",
    ] {
        let letters: Vec<char> = alphabet.chars().collect();
        let refused = refused_of(1_000, |dice| (0..15).map(|_| letters[dice(letters.len())]).collect());
        assert!(refused.is_empty(), "{refused:?}");
    }
}

proptest! {
    #[test]
    fn any_text_gets_an_answer(text in "\\PC{0,256}", min in 8_usize..=64) {
        if let Ok(password) = Password::parse(&text) {
            let address = Address::parse("ada@example.net").unwrap();
            let checked = at_least(min).check(&password, &address);
            prop_assert_eq!(password.code_points() < min, checked == Err(Refusal::TooShort { min }));
        }
    }
}
