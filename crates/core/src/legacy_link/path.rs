//! The paths that the other application's links have, as its routes were written: `/auth/reset_password/<token>`.

/// A path with one `<token>` in it; other names in angle brackets stand for anything.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OldPath(Vec<Part>);

#[derive(Clone, Debug, PartialEq, Eq)]
enum Part {
    Literal(String),
    Token,
    Anything,
}

/// Why a text is no such path.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BadPath {
    /// It begins otherwise, or goes on behind the path.
    #[error("must begin with a slash, and have no query")]
    NotAPath,
    /// None of its parts is the token, or several are.
    #[error("must have one part that is <token>")]
    NoToken,
    /// Whatever comes would begin like it.
    #[error("must begin with a part of plain text")]
    NoBeginning,
    /// `<` or `>` in the middle of a part.
    #[error("has a part that is neither plain text nor a name in angle brackets")]
    OddPart,
}

impl OldPath {
    /// `/auth/confirm/<token>`, with names in angle brackets for parts that may be anything.
    pub fn parse(text: &str) -> Result<Self, BadPath> {
        let rest = text.strip_prefix('/').ok_or(BadPath::NotAPath)?;
        if rest.contains(['?', '#']) {
            return Err(BadPath::NotAPath);
        }
        let parts = rest.split('/').map(part).collect::<Option<Vec<_>>>().ok_or(BadPath::OddPart)?;
        if parts.iter().filter(|part| **part == Part::Token).count() != 1 {
            return Err(BadPath::NoToken);
        }
        match parts.first() {
            Some(Part::Literal(text)) if !text.is_empty() => Ok(Self(parts)),
            Some(_) | None => Err(BadPath::NoBeginning),
        }
    }

    /// The same below a prefix such as `/auth`, which is cut off before we see a path; as it is if it is elsewhere.
    #[must_use]
    pub fn below(&self, prefix: &str) -> Self {
        let whole = self.route();
        let rest = whole.strip_prefix(prefix).filter(|rest| !prefix.is_empty() && rest.starts_with('/'));
        let cut = rest.map_or(0, |_| prefix.matches('/').count());
        Self(self.0[cut..].to_vec())
    }

    /// As a route of ours is written: `/auth/reset_password/{token}`.
    pub fn route(&self) -> String {
        let parts = self.0.iter().map(|part| match part {
            Part::Literal(text) => format!("/{text}"),
            Part::Token => "/{token}".to_owned(),
            Part::Anything => "/{anything}".to_owned(),
        });
        parts.collect()
    }

    /// The token in a path of this form.
    pub fn token<'p>(&self, path: &'p str) -> Option<&'p str> {
        let mut token = None;
        let mut given = path.strip_prefix('/')?.split('/');
        for part in &self.0 {
            let given = given.next()?;
            match part {
                Part::Literal(text) if text == given => {}
                Part::Literal(_) => return None,
                Part::Token => token = Some(given).filter(|token| !token.is_empty()),
                Part::Anything => {}
            }
        }
        if given.next().is_none() { token } else { None }
    }

    /// Whether some path could be meant by both: by this, and by a route of ours such as `/confirm/{token}`.
    pub fn overlaps(&self, route: &str) -> bool {
        let ours: Vec<&str> = route.trim_start_matches('/').split('/').collect();
        let is_same = |(old, ours): (&Part, &&str)| match old {
            Part::Literal(text) => ours.starts_with('{') || text == ours,
            Part::Token | Part::Anything => true,
        };
        ours.len() == self.0.len() && self.0.iter().zip(&ours).all(is_same)
    }
}

fn part(text: &str) -> Option<Part> {
    // What RFC 3986 leaves as it is (section 2.3): nothing that one program encodes and another does not.
    let is_plain = |text: &str| text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-._~".contains(&byte));
    match text.strip_prefix('<').and_then(|rest| rest.strip_suffix('>')) {
        Some("token") => Some(Part::Token),
        Some(name) => (!name.is_empty() && is_plain(name)).then_some(Part::Anything),
        None => is_plain(text).then(|| Part::Literal(text.to_owned())),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn path(text: &str) -> OldPath {
        OldPath::parse(text).unwrap()
    }

    #[test]
    fn the_token_is_found_where_the_route_has_it_and_nowhere_else() {
        let reset = path("/auth/reset_password/<token>");
        assert_eq!(reset.token("/auth/reset_password/a.b-c_d"), Some("a.b-c_d"));
        for other in
            ["/auth/reset_password/", "/auth/reset_password", "/auth/reset_password/a/", "/auth/reset/a", "/x/auth"]
        {
            assert_eq!(reset.token(other), None, "{other}");
        }
        assert_eq!(path("/reset/<uid>/<token>/").token("/reset/MQ/abc/"), Some("abc"));
        assert_eq!(path("/users/<token>/confirm").token("/users/abc/confirm"), Some("abc"));
    }

    #[test]
    fn a_prefix_is_cut_off_where_it_is_one() {
        for (old, prefix, left) in [
            ("/auth/reset/<token>", "/auth", "/reset/{token}"),
            ("/auth/reset/<token>", "", "/auth/reset/{token}"),
            ("/auth/reset/<token>", "/au", "/auth/reset/{token}"),
            ("/auth/reset/<token>", "/accounts", "/auth/reset/{token}"),
            ("/a/b/<id>/<token>", "/a/b", "/{anything}/{token}"),
        ] {
            assert_eq!(path(old).below(prefix).route(), left, "{old} below {prefix}");
        }
    }

    #[test]
    fn what_is_no_such_route_is_refused() {
        for (text, bad) in [
            ("confirm/<token>", BadPath::NotAPath),
            ("/confirm?token=<token>", BadPath::NotAPath),
            ("/confirm", BadPath::NoToken),
            ("/<token>/<token>", BadPath::NoToken),
            ("/<token>", BadPath::NoBeginning),
            ("/<id>/<token>", BadPath::NoBeginning),
            ("//<token>", BadPath::NoBeginning),
            ("/confirm/<string:token>", BadPath::OddPart),
            ("/confirm/<>/<token>", BadPath::OddPart),
            ("/bestätigen/<token>", BadPath::OddPart),
            ("/a b/<token>", BadPath::OddPart),
        ] {
            assert_eq!(OldPath::parse(text), Err(bad), "{text}");
        }
    }

    #[test]
    fn a_path_that_could_be_ours_is_told() {
        for (old, ours, both) in [
            ("/confirm/<token>", "/confirm/{token}", true),
            ("/confirm/<token>", "/confirm/not-me", true),
            ("/sessions/<token>", "/{name}/end", true),
            ("/sessions/<token>", "/{name}/{id}/end", false),
            ("/sessions/<token>", "/{name}/{id}", true),
            ("/auth/confirm/<token>", "/confirm/{token}", false),
            ("/account/<id>/<token>", "/account/close", false),
        ] {
            assert_eq!(path(old).overlaps(ours), both, "{old} {ours}");
        }
    }
}
