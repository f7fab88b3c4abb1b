//! What there is to solve, as pages show it and problems tell it; and what a page may load for that, beyond what all
//! pages may.

use axum::http::{HeaderValue, StatusCode, header};
use axum::response::Response;
use countersign_core::captcha::{Action, Captcha, Hosts, Kind, Vendor};
use minijinja::{Value as Shown, context};
use serde::Serialize;
use serde_json::Value;

use super::problem::{FieldErrors, Problem};
use super::visitor::Guest;
use crate::flows::captcha::is_asked;
use crate::http::Site;
use crate::http::description::schema::{and_perhaps, described, object, text, word};
use crate::rules::Rules;
use crate::words::Said;

pub const CHALLENGE: &str = "/captcha/challenge";

/// What a program has to know to solve it.
#[derive(Clone, Debug, Serialize)]
pub struct Wanted {
    kind: &'static str,
    action: &'static str,
    /// Of a vendor's.
    #[serde(skip_serializing_if = "Option::is_none")]
    site_key: Option<String>,
    /// Where to get the built-in one.
    #[serde(skip_serializing_if = "Option::is_none")]
    challenge: Option<String>,
}

/// The same as `/openapi.json` tells it.
pub fn schema() -> Value {
    let vendors = Vendor::ALL.iter().map(|vendor| vendor.as_str());
    let wanted = object([
        ("kind", word([Kind::Altcha.as_str()].into_iter().chain(vendors))),
        ("action", word(Action::ALL.iter().map(|action| action.as_str()))),
    ]);
    and_perhaps(
        wanted,
        [
            ("site_key", described(text(), "Of a vendor's.")),
            ("challenge", described(text(), "Where to get the built-in one.")),
        ],
    )
}

impl Site {
    /// 403 with what has to be solved.
    pub fn captcha_required(&self, action: Action) -> Problem {
        let mut problem = Problem::captcha_required();
        problem.captcha = self.wanted(action).map(Box::new);
        problem
    }

    fn wanted(&self, action: Action) -> Option<Wanted> {
        let captcha = self.app.rules.captcha.as_ref()?;
        let (site_key, challenge) = match &captcha.kind {
            Kind::Altcha => (None, Some(format!("{}?action={}", self.path(CHALLENGE), action.as_str()))),
            Kind::Hosted(hosted) => (Some(hosted.site_key.clone()), None),
        };
        Some(Wanted { kind: captcha.kind.as_str(), action: action.as_str(), site_key, challenge })
    }

    /// A page with a form that may need a captcha.
    pub async fn page_with_captcha(
        &self,
        status: StatusCode,
        name: &str,
        guest: &Guest,
        action: Action,
        values: Shown,
    ) -> Result<Response, Problem> {
        let captcha = if is_asked(&self.app, &guest.visitor).await? { self.shown(action) } else { None };
        let is_shown = captcha.is_some();
        let mut page = self.page(status, name, &guest.reader, context! { captcha, ..values })?;
        if is_shown {
            page.headers_mut().insert(header::CONTENT_SECURITY_POLICY, self.policies.captcha.clone());
        }
        Ok(page)
    }

    /// For the templates.
    fn shown(&self, action: Action) -> Option<Shown> {
        let Captcha { kind, unasked } = self.app.rules.captcha.as_ref()?;
        let vendor = match kind {
            Kind::Altcha => None,
            Kind::Hosted(hosted) => Some(hosted.vendor),
        };
        let (vendor, script) = (vendor.map(Vendor::name), vendor.map(Vendor::script));
        let wait_s = unasked.map(|limit| limit.interval_ms().unsigned_abs().div_ceil(1_000));
        let Wanted { kind, action, site_key, challenge } = self.wanted(action)?;
        Some(context! { kind, action, site_key, challenge, vendor, script, wait_s })
    }
}

/// The messages of a form, with that of a captcha where one is missing.
pub fn errors(problem: Problem) -> FieldErrors {
    // Where there is a widget, it is to be seen; else the page does it by itself.
    let mut errors = problem.errors;
    if problem.captcha.is_some() {
        errors.insert("captcha", vec![Said::of("field-captcha")]);
    }
    errors
}

/// What pages may load, by the scripts that they have.
#[derive(Clone)]
pub struct Policies {
    pub plain: HeaderValue,
    /// With our own script.
    pub script: HeaderValue,
    /// With that and a captcha's.
    pub captcha: HeaderValue,
}

impl Policies {
    pub fn new(rules: &Rules) -> Self {
        const NONE: Hosts = Hosts { scripts: "", frames: "", connections: "", styles: "" };
        let hosts = match rules.captcha.as_ref().map(|captcha| &captcha.kind) {
            Some(Kind::Hosted(hosted)) => hosted.vendor.hosts(),
            Some(Kind::Altcha) | None => NONE,
        };
        Self {
            plain: policy(rules, "", &NONE),
            script: policy(rules, "'self'", &NONE),
            captcha: policy(rules, "'self'", &hosts),
        }
    }
}

/// A content security policy: nothing inline, and nobody is asked but ourselves (`own`) and the vendor that the operator
/// has chosen.
fn policy(rules: &Rules, own: &str, hosts: &Hosts) -> HeaderValue {
    // A form's answer may lead to a listed origin, and browsers hold that against `form-action` too.
    let forms: Vec<String> = rules.next.other_origins().collect();
    let directives = [
        ("default-src", "'none'", ""),
        ("script-src", own, hosts.scripts),
        ("connect-src", own, hosts.connections),
        ("frame-src", "", hosts.frames),
        ("style-src", "'self'", hosts.styles),
        ("img-src", "'self'", ""),
        ("form-action", "'self'", &forms.join(" ")),
        ("base-uri", "'none'", ""),
        ("frame-ancestors", "'none'", ""),
    ];
    let said = directives.iter().filter(|(_, ours, others)| !ours.is_empty() || !others.is_empty());
    let lines: Vec<String> = said
        .map(|(name, ours, others)| {
            [*name, *ours, *others].into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" ")
        })
        .collect();
    HeaderValue::from_str(&lines.join("; ")).unwrap_or(HeaderValue::from_static("default-src 'none'"))
}
