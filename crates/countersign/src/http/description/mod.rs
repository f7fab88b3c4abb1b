//! What each call of the JSON API takes and gives, as its door says it beside itself: `calls()` in each file of the
//! doors. `document` makes `/openapi.json` of all of them. That they are true is what `tests/it/support/description.rs`
//! holds every answer of every test against, and `tests/it/openapi.rs` that nothing is told that never happens.

mod body;
pub mod document;
pub mod schema;

use axum::http::{HeaderName, Method, StatusCode};
use serde::de::DeserializeOwned;
use serde_json::Value;

use self::body::Taken;
use super::parts::cookies::Name;
use super::parts::problem::Problem;

/// One method of one path.
pub struct Call {
    method: Method,
    path: &'static str,
    /// What generated clients call it.
    id: &'static str,
    summary: &'static str,
    details: &'static str,
    needs_session: bool,
    knows_sign_up: bool,
    parameters: Vec<Parameter>,
    body: Option<Taken>,
    answers: Vec<Answer>,
    problems: Vec<Problem>,
}

struct Parameter {
    place: &'static str,
    name: &'static str,
    is_required: bool,
    schema: Value,
    details: &'static str,
}

/// An answer that is no problem.
struct Answer {
    status: StatusCode,
    details: &'static str,
    /// Its type and shape, if it has a body.
    content: Option<(&'static str, Value)>,
    headers: Vec<(HeaderName, &'static str)>,
    cookies: Vec<Name>,
}

impl Call {
    pub fn get(path: &'static str, id: &'static str, summary: &'static str) -> Self {
        Self::new(Method::GET, path, id, summary)
    }

    pub fn post(path: &'static str, id: &'static str, summary: &'static str) -> Self {
        Self::new(Method::POST, path, id, summary)
    }

    pub fn patch(path: &'static str, id: &'static str, summary: &'static str) -> Self {
        Self::new(Method::PATCH, path, id, summary)
    }

    pub fn delete(path: &'static str, id: &'static str, summary: &'static str) -> Self {
        Self::new(Method::DELETE, path, id, summary)
    }

    fn new(method: Method, path: &'static str, id: &'static str, summary: &'static str) -> Self {
        let mut problems = vec![Problem::internal(), Problem::overloaded()];
        problems.extend((!method.is_safe()).then(Problem::cross_origin));
        Self {
            method,
            path,
            id,
            summary,
            details: "",
            needs_session: false,
            knows_sign_up: false,
            parameters: Vec::new(),
            body: None,
            answers: Vec::new(),
            problems,
        }
    }

    /// What the summary does not say.
    pub fn tells(self, details: &'static str) -> Self {
        Self { details, ..self }
    }

    /// It can neither fail nor be too much: it asks nobody, the database neither.
    pub fn asks_nobody(mut self) -> Self {
        self.problems.retain(|problem| !problem.status.is_server_error());
        self
    }

    /// Only somebody signed in is let in.
    pub fn needs_session(self) -> Self {
        Self { needs_session: true, ..self }.refuses(&[Problem::unauthenticated])
    }

    /// The same, and the browser of an open sign-up is told that it is one.
    pub fn of_member(self) -> Self {
        self.needs_session().knows_sign_up().refuses(&[Problem::unconfirmed])
    }

    /// The cookie of a sign-up makes a difference.
    pub fn knows_sign_up(self) -> Self {
        Self { knows_sign_up: true, ..self }
    }

    /// A body with the fields of `T`, of which these must be there.
    pub fn takes<T: DeserializeOwned>(self, required: &'static [&'static str]) -> Self {
        let body = Some(Taken::of::<T>(required));
        let refused = [Problem::malformed, Problem::too_large, Problem::unsupported_media_type, Problem::timed_out];
        Self { body, ..self }.refuses(&refused)
    }

    /// A field of the body that only the form has.
    pub fn without(mut self, field: &'static str) -> Self {
        self.body.iter_mut().for_each(|body| body.leave_out(field));
        self
    }

    /// What is asked for as `password` is a new one.
    pub fn chooses_password(mut self) -> Self {
        self.body.iter_mut().for_each(Taken::with_new_password);
        self
    }

    pub fn at(self, name: &'static str, schema: Value, details: &'static str) -> Self {
        self.parameter("path", name, true, schema, details)
    }

    pub fn needs_query(self, name: &'static str, schema: Value, details: &'static str) -> Self {
        self.parameter("query", name, true, schema, details)
    }

    pub fn may_have_query(self, name: &'static str, schema: Value, details: &'static str) -> Self {
        self.parameter("query", name, false, schema, details)
    }

    pub fn may_have_header(self, name: &'static str, details: &'static str) -> Self {
        self.parameter("header", name, false, schema::text(), details)
    }

    fn parameter(
        mut self,
        place: &'static str,
        name: &'static str,
        is_required: bool,
        schema: Value,
        details: &'static str,
    ) -> Self {
        self.parameters.push(Parameter { place, name, is_required, schema, details });
        self
    }

    /// JSON of this shape.
    pub fn gives(self, status: StatusCode, details: &'static str, schema: Value) -> Self {
        self.gives_as(status, details, "application/json", schema)
    }

    pub fn gives_as(self, status: StatusCode, details: &'static str, kind: &'static str, schema: Value) -> Self {
        self.answer(status, details, Some((kind, schema)))
    }

    /// No body.
    pub fn gives_nothing(self, status: StatusCode, details: &'static str) -> Self {
        self.answer(status, details, None)
    }

    fn answer(mut self, status: StatusCode, details: &'static str, content: Option<(&'static str, Value)>) -> Self {
        self.answers.push(Answer { status, details, content, headers: Vec::new(), cookies: Vec::new() });
        self
    }

    /// The answer named last always has this header.
    pub fn with_header(mut self, name: HeaderName, details: &'static str) -> Self {
        self.answers.last_mut().into_iter().for_each(|answer| answer.headers.push((name.clone(), details)));
        self
    }

    /// The answer named last may set or clear these cookies.
    pub fn sets(mut self, cookies: &[Name]) -> Self {
        self.answers.last_mut().into_iter().for_each(|answer| answer.cookies.extend(cookies));
        self
    }

    /// Problems besides those that come with what was said before.
    pub fn refuses(mut self, problems: &[fn() -> Problem]) -> Self {
        self.problems.extend(problems.iter().map(|problem| problem()));
        self
    }
}
