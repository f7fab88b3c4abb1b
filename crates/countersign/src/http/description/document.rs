//! All calls as one OpenAPI 3.1 document, as this installation has them: its base URL, its cookies, its shortest
//! password.

use std::collections::{BTreeMap, BTreeSet};

use axum::http::{StatusCode, header};
use serde_json::{Map, Value, json};

use super::body::Taken;
use super::{Answer, Call, Parameter, schema};
use crate::http::parts::cookies::Name;
use crate::http::parts::problem::Problem;
use crate::http::parts::{captcha, show};
use crate::http::{
    account, change_email, change_language, change_password, close_account, confirm, dev_mailbox, forward_auth,
    openapi, ops, resend, reset_password, session_token, sessions, sign_in, sign_out, sign_up,
};
use crate::rules::Rules;

const ABOUT: &str = "\
Accounts with confirmed e-mail addresses. Errors are `application/problem+json` (RFC 9457) with a `code`. A path that is \
not here answers 404 `not_found`, a method that is not here 405 `method_not_allowed` with `Allow`. Every answer that says \
nothing else has `Cache-Control: no-store`. Objects in answers may get more properties in time.";

/// Without the last part, which says which mistakes are not mended here yet (ASVS 13.4.6).
const VERSION: &str = concat!(env!("CARGO_PKG_VERSION_MAJOR"), ".", env!("CARGO_PKG_VERSION_MINOR"));

/// Calls by what they are about, in the order of a person's life here.
fn calls(rules: &Rules, with_ops: bool) -> Vec<(&'static str, Vec<Call>)> {
    let mut calls = vec![
        ("Signing up", [sign_up::calls(), resend::calls(), confirm::calls()].into_iter().flatten().collect()),
        ("Sessions", [sign_in::calls(), sessions::calls(), sign_out::calls()].into_iter().flatten().collect()),
        ("Passwords", [reset_password::calls(), change_password::calls()].into_iter().flatten().collect()),
        ("Addresses", change_email::calls()),
        (
            "Accounts",
            [account::calls(), change_language::calls(), close_account::calls()].into_iter().flatten().collect(),
        ),
        ("Captchas", crate::http::captcha::calls()),
        (
            "For other programs",
            [forward_auth::calls(), session_token::calls(), openapi::calls()].into_iter().flatten().collect(),
        ),
    ];
    if with_ops {
        calls.push(("Health", ops::calls()));
    }
    if rules.mailbox {
        calls.push(("Development", dev_mailbox::calls()));
    }
    calls
}

/// `with_ops` as of `router`.
pub fn document(rules: &Rules, with_ops: bool) -> Value {
    let calls = calls(rules, with_ops);
    let mut shared = Shared::default();
    let mut paths: Map<String, Value> = Map::new();
    for (tag, call) in calls.iter().flat_map(|(tag, calls)| calls.iter().map(move |call| (tag, call))) {
        let path = paths.entry(call.path).or_insert_with(|| json!({}));
        path[call.method.as_str().to_lowercase()] = operation(call, tag, rules, &mut shared);
    }
    json!({
        "openapi": "3.1.0",
        "info": {
            "title": rules.brand_name,
            "version": VERSION,
            "description": ABOUT,
            "license": {"name": "MIT or Apache 2.0", "identifier": env!("CARGO_PKG_LICENSE")},
        },
        "servers": [{"url": rules.base.issuer()}],
        "tags": calls.iter().map(|(tag, _)| json!({"name": tag})).collect::<Vec<_>>(),
        "paths": paths,
        "components": {
            "securitySchemes": {
                "cookie": {"type": "apiKey", "in": "cookie", "name": Name::Session.full(&rules.base), "description": "As sign-in sets it."},
                "bearer": {"type": "http", "scheme": "bearer", "description": "`token` of the session that sign-in and confirm give."},
            },
            "headers": headers(),
            "responses": shared.responses,
            "schemas": schemas(&shared.problems),
        },
    })
}

fn operation(call: &Call, tag: &str, rules: &Rules, shared: &mut Shared) -> Value {
    let mut operation = json!({"operationId": call.id, "tags": [tag], "summary": call.summary});
    if !call.details.is_empty() {
        operation["description"] = call.details.into();
    }
    operation["security"] = if call.needs_session { json!([{"cookie": []}, {"bearer": []}]) } else { json!([]) };
    let mut parameters: Vec<Value> = call.parameters.iter().map(parameter).collect();
    if call.knows_sign_up {
        let name = Name::SignUp.full(&rules.base);
        parameters.push(
            json!({"in": "cookie", "name": name, "schema": {"type": "string"}, "description": "As sign-up sets it."}),
        );
    }
    if !parameters.is_empty() {
        operation["parameters"] = parameters.into();
    }
    if let Some(body) = &call.body {
        operation["requestBody"] =
            json!({"required": true, "content": {"application/json": {"schema": body.schema(rules)}}});
    }
    let mut responses = BTreeMap::new();
    for answer in &call.answers {
        responses.insert(answer.status, given(answer, rules));
    }
    let mut refused: BTreeMap<StatusCode, BTreeMap<&str, &Problem>> = BTreeMap::new();
    for problem in &call.problems {
        refused.entry(problem.status).or_default().insert(problem.code, problem);
    }
    for (status, problems) in refused {
        // Where readiness says 503 it says why.
        responses.entry(status).or_insert_with(|| shared.refused(&problems, call));
    }
    let responses = responses.into_iter().map(|(status, response)| (status.as_str().to_owned(), response));
    operation["responses"] = Map::from_iter(responses).into();
    operation
}

fn parameter(Parameter { place, name, is_required, schema, details }: &Parameter) -> Value {
    json!({"in": place, "name": name, "required": is_required, "schema": schema, "description": details})
}

fn given(answer: &Answer, rules: &Rules) -> Value {
    let mut response = json!({"description": answer.details});
    if let Some((kind, schema)) = &answer.content {
        response["content"] = json!({*kind: {"schema": schema}});
    }
    let mut headers = Map::new();
    for (name, details) in &answer.headers {
        headers
            .insert(name.to_string(), json!({"required": true, "schema": {"type": "string"}, "description": details}));
    }
    if !answer.cookies.is_empty() {
        let names: Vec<&str> = answer.cookies.iter().map(|name| name.full(&rules.base)).collect();
        headers.insert(
            header::SET_COOKIE.to_string(),
            json!({"schema": {"type": "string", "pattern": format!("^({})=", names.join("|"))}}),
        );
    }
    if !headers.is_empty() {
        response["headers"] = headers.into();
    }
    response
}

/// What several calls have in common, by its name.
#[derive(Default)]
struct Shared {
    responses: BTreeMap<String, Value>,
    problems: BTreeMap<&'static str, Problem>,
}

impl Shared {
    /// The answer of one status, with whichever of these codes.
    fn refused(&mut self, problems: &BTreeMap<&str, &Problem>, call: &Call) -> Value {
        for problem in problems.values() {
            self.problems.insert(problem.code, (*problem).clone());
        }
        let words = problems.values().map(|problem| format!("`{}`: {}", problem.code, problem.detail.in_english()));
        // Which fields can be wrong depends on the call.
        let fields = call.body.as_ref().filter(|_| problems.contains_key("validation")).map(Taken::errors);
        let each = problems.iter().map(|(code, problem)| match &fields {
            Some(fields) if *code == "validation" => problem.schema(fields.clone()),
            Some(_) | None => schema::named(&name_of(code)),
        });
        let each: Vec<Value> = each.collect();
        let schema = if each.len() == 1 { each.into_iter().next() } else { Some(json!({"oneOf": each})) };
        let mut response = json!({
            "description": words.collect::<Vec<_>>().join("\n\n"),
            "content": {"application/problem+json": {"schema": schema}},
        });
        let headers: BTreeSet<&str> =
            problems.values().flat_map(|problem| problem.headers()).map(|name| name.as_str()).collect();
        if !headers.is_empty() {
            let refs = headers
                .iter()
                .map(|name| ((*name).to_owned(), json!({"$ref": format!("#/components/headers/{name}")})));
            response["headers"] = Map::from_iter(refs).into();
        }
        if fields.is_some() {
            return response;
        }
        let name = problems.keys().map(|code| camel(code)).collect::<Vec<_>>().join("Or");
        let reference = json!({"$ref": format!("#/components/responses/{name}")});
        self.responses.insert(name, response);
        reference
    }
}

fn headers() -> Value {
    json!({
        "retry-after": {"required": true, "schema": {"type": "integer", "minimum": 1}, "description": "Seconds after which a try may pass."},
        // Of one of two problems only.
        "www-authenticate": {"schema": {"type": "string", "const": "Bearer"}},
    })
}

fn schemas(problems: &BTreeMap<&'static str, Problem>) -> Value {
    let mut schemas = BTreeMap::from([
        ("Account".to_owned(), show::account_schema()),
        ("Session".to_owned(), show::session_schema()),
        ("NewSession".to_owned(), show::new_session_schema()),
        ("Captcha".to_owned(), captcha::schema()),
    ]);
    let own = problems.iter().filter(|(code, _)| **code != "validation");
    schemas.extend(own.map(|(code, problem)| (name_of(code), problem.schema(Value::Null))));
    json!(schemas)
}

fn name_of(code: &str) -> String {
    format!("{}Problem", camel(code))
}

fn camel(code: &str) -> String {
    code.split('_').flat_map(|word| [word[..1].to_uppercase(), word[1..].to_owned()]).collect()
}
