//! The first page of `/admin`: how the last thirty days went, in pictures with their figures.

use axum::Router;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use axum::routing::get;
use countersign_core::mail::Ending;
use minijinja::{Value, context};

use super::Admin;
use super::plot::{self, Line, Shape};
use crate::flows::administer::{Day, Figures, figures};
use crate::http::Site;
use crate::http::parts::page::said;
use crate::http::parts::problem::Problem;
use crate::http::parts::show;
use crate::words::Said;

pub fn doors() -> Router<Site> {
    Router::new().route("/admin", get(page))
}

async fn page(State(site): State<Site>, admin: Admin) -> Result<Response, Problem> {
    let figures = figures(&site.app).await?;
    let plots = vec![sign_ups(&figures), share(&figures), mails(&figures), failures(&figures), request_times(&site)];
    let values = context! { plots, is_cut => figures.is_cut };
    site.page(StatusCode::OK, "admin/overview.html", &admin.0.reader, values)
}

fn sign_ups(figures: &Figures) -> Value {
    let lines = [
        Line::new(1, Said::of("admin-plot-sign-ups"), counts(figures, |day| day.sign_ups)),
        Line::new(2, Said::of("admin-plot-confirmed"), counts(figures, |day| day.confirmed)),
    ];
    drawn("sign-ups", Said::of("admin-plot-sign-ups-title"), Shape::SideBySide, dates(figures), &lines)
}

/// In percent; none on a day without sign-ups. Who signs up before midnight may confirm after it.
fn share(figures: &Figures) -> Value {
    let of_day = |day: &Day| {
        let share = (day.confirmed * 100).checked_div(day.sign_ups)?;
        Some(share.min(100) as f64)
    };
    let lines = [Line::new(2, Said::of("admin-plot-share"), figures.days.iter().map(of_day).collect()).in_unit(" %")];
    drawn("share", Said::of("admin-plot-share-title"), Shape::Curve, dates(figures), &lines)
}

fn mails(figures: &Figures) -> Value {
    let states: [(Option<Ending>, Said); 5] = [
        (Some(Ending::Sent), Said::of("admin-mail-sent")),
        (None, Said::of("admin-mail-queued")),
        (Some(Ending::Failed), Said::of("admin-mail-failed")),
        (Some(Ending::Obsolete), Said::of("admin-mail-obsolete")),
        (Some(Ending::Skipped), Said::of("admin-mail-skipped")),
    ];
    let lines: Vec<Line> = (1..)
        .zip(states)
        .map(|(number, (state, name))| Line::new(number, name, counts(figures, |day| day.mails_in(state))))
        .collect();
    drawn("mails", Said::of("admin-plot-mails-title"), Shape::Stacked, dates(figures), &lines)
}

fn failures(figures: &Figures) -> Value {
    let failed = counts(figures, |day| day.mails_in(Some(Ending::Failed)));
    let lines = [Line::new(3, Said::of("admin-mail-failed"), failed)];
    drawn("failures", Said::of("admin-plot-failures-title"), Shape::SideBySide, dates(figures), &lines)
}

fn request_times(site: &Site) -> Value {
    let spans = site.app.metrics.request_times(site.app.clock.now());
    let whens = spans.iter().map(|span| show::minute(span.begun_at)).collect();
    let values = spans.iter().map(|span| Some(span.p99.as_millis() as f64)).collect();
    let lines = [Line::new(1, Said::of("admin-plot-p99"), values).in_unit(" ms")];
    drawn("p99", Said::of("admin-plot-p99-title"), Shape::Curve, whens, &lines)
}

fn drawn(id: &'static str, title: Said, shape: Shape, whens: Vec<String>, lines: &[Line]) -> Value {
    context! { id, title => said(Some(title)), ..plot::draw(shape, whens, lines) }
}

fn counts(figures: &Figures, of_day: impl Fn(&Day) -> i64) -> Vec<Option<f64>> {
    figures.days.iter().map(|day| Some(of_day(day) as f64)).collect()
}

fn dates(figures: &Figures) -> Vec<String> {
    let date = |day: &Day| day.begins_at.rfc3339().chars().take(10).collect();
    figures.days.iter().map(date).collect()
}
