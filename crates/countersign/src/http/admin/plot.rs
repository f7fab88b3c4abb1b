//! Figures as a picture: where things stand in an SVG, for a template that draws them, and the same figures as a table.
//! One path for each line, so that a month of days is a few hundred bytes. Colours are the stylesheet's.

use std::fmt::Write;

use minijinja::{Value, context};

use crate::http::parts::page::said;
use crate::words::Said;

/// In the picture's own units, 640 by 180 (`pages/admin/parts.html`): room for the marks at its left and below.
const WIDTH: f64 = 640.0;
const LEFT: f64 = 52.0;
const BOTTOM: f64 = 156.0;
const TOP: f64 = 10.0;

pub enum Shape {
    SideBySide,
    Stacked,
    Curve,
}

pub struct Line {
    /// Which of the stylesheet's colours.
    number: usize,
    name: Said,
    /// One for each instant; none where there is nothing to tell.
    values: Vec<Option<f64>>,
    unit: &'static str,
}

impl Line {
    pub fn new(number: usize, name: Said, values: Vec<Option<f64>>) -> Self {
        Self { number, name, values, unit: "" }
    }

    #[must_use]
    pub fn in_unit(self, unit: &'static str) -> Self {
        Self { unit, ..self }
    }

    fn at(&self, place: usize) -> Option<f64> {
        self.values.get(place).copied().flatten()
    }
}

/// For `admin/plot.html`: `paths`, `marks` at both axes, `key`, `columns` and `rows` of the table. Rows in which nothing
/// happened are left out of it.
pub fn draw(shape: Shape, whens: Vec<String>, lines: &[Line]) -> Value {
    let top = scale(highest(&shape, whens.len(), lines));
    let step = (WIDTH - LEFT) / whens.len().max(1) as f64;
    let paths: Vec<_> = lines
        .iter()
        .enumerate()
        .map(|(place, line)| {
            let path = match shape {
                Shape::SideBySide => bars(line, step, (place, lines.len()), top),
                Shape::Stacked => stacked(lines, place, step, top),
                Shape::Curve => curve(line, step, top),
            };
            context! { number => line.number, path }
        })
        .collect();
    let unit = lines.first().map_or("", |line| line.unit);
    let heights: Vec<_> = [0.0, 0.5, 1.0]
        .into_iter()
        .map(|part| context! { y => round(height(part * top, top)), label => number(part * top, unit) })
        .collect();
    let every = whens.len().div_ceil(5).max(1);
    let instants: Vec<_> = whens
        .iter()
        .enumerate()
        .step_by(every)
        .map(|(place, when)| context! { x => round(LEFT + step * place as f64), label => short(when) })
        .collect();
    let rows: Vec<_> = whens
        .iter()
        .enumerate()
        .rev()
        .filter(|(place, _)| lines.iter().any(|line| line.at(*place).is_some_and(|value| value > 0.0)))
        .map(|(place, when)| {
            let cells =
                lines.iter().map(|line| line.at(place).map_or("–".to_owned(), |value| number(value, line.unit)));
            context! { when, cells => cells.collect::<Vec<_>>() }
        })
        .collect();
    let key: Vec<_> =
        lines.iter().map(|line| context! { number => line.number, name => said(Some(line.name.clone())) }).collect();
    context! { paths, heights, instants, rows, key, is_curve => matches!(shape, Shape::Curve) }
}

fn highest(shape: &Shape, places: usize, lines: &[Line]) -> f64 {
    let at = |place: usize| {
        let values = lines.iter().filter_map(|line| line.at(place));
        match shape {
            Shape::Stacked => values.sum::<f64>(),
            Shape::SideBySide | Shape::Curve => values.fold(0.0, f64::max),
        }
    };
    (0..places).map(at).fold(0.0, f64::max)
}

/// The next of 2, 4, 10, 20, 40, 100, … so that the marks, and the one half-way, are numbers that people read.
fn scale(highest: f64) -> f64 {
    let mut top = 2.0;
    while top < highest && top < 1e15 {
        let leading = top / 10_f64.powf((top * 1.01).log10().floor());
        top *= if (leading - 4.0).abs() < 0.1 { 2.5 } else { 2.0 };
    }
    top
}

fn height(value: f64, top: f64) -> f64 {
    BOTTOM - (BOTTOM - TOP) * (value / top).min(1.0)
}

/// Beside those of the other lines, `place.0` of `place.1`.
fn bars(line: &Line, step: f64, place: (usize, usize), top: f64) -> String {
    let width = step * 0.8 / place.1.max(1) as f64;
    let mut path = String::new();
    for (at, value) in line.values.iter().enumerate() {
        let x = LEFT + step * (at as f64 + 0.1) + width * place.0 as f64;
        bar(&mut path, x, width, 0.0, value.unwrap_or(0.0), top);
    }
    path
}

/// Upon those of the lines before.
fn stacked(lines: &[Line], place: usize, step: f64, top: f64) -> String {
    let mut path = String::new();
    for at in 0..lines[place].values.len() {
        let below: f64 = lines[..place].iter().filter_map(|line| line.at(at)).sum();
        let x = LEFT + step * (at as f64 + 0.1);
        bar(&mut path, x, step * 0.8, below, lines[place].at(at).unwrap_or(0.0), top);
    }
    path
}

fn bar(path: &mut String, x: f64, width: f64, below: f64, value: f64, top: f64) {
    if value > 0.0 {
        let (low, high) = (height(below, top), height(below + value, top));
        // Writing into a string does not fail.
        let _ = write!(path, "M{} {}V{}h{}V{}z", round(x), round(low), round(high), round(width), round(low));
    }
}

/// Broken where there is nothing to tell; a lone value is a dot (a line of no length with round ends).
fn curve(line: &Line, step: f64, top: f64) -> String {
    let mut path = String::new();
    let mut is_drawing = false;
    for (at, value) in line.values.iter().enumerate() {
        let Some(value) = value else {
            is_drawing = false;
            continue;
        };
        let (x, y) = (round(LEFT + step * (at as f64 + 0.5)), round(height(*value, top)));
        let _ = if is_drawing { write!(path, "L{x} {y}") } else { write!(path, "M{x} {y}h0") };
        is_drawing = true;
    }
    path
}

/// A tenth of a unit is less than anybody sees.
fn round(value: f64) -> f64 {
    (value * 10.0).round() / 10.0
}

fn number(value: f64, unit: &str) -> String {
    format!("{}{unit}", round(value))
}

/// `2030-01-31` as `01-31`, an instant as its hour and minute.
fn short(when: &str) -> &str {
    if when.len() > 10 { when.get(11..16).unwrap_or(when) } else { when.get(5..).unwrap_or(when) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(values: &[f64]) -> Line {
        Line::new(1, Said::of("admin-mail-sent"), values.iter().map(|value| Some(*value)).collect())
    }

    #[test]
    fn the_scale_ends_with_a_number_that_people_read() {
        for (highest, top) in [
            (0.0, 2.0),
            (2.0, 2.0),
            (3.0, 4.0),
            (7.0, 10.0),
            (11.0, 20.0),
            (21.0, 40.0),
            (41.0, 100.0),
            (99_999.0, 1e5),
        ] {
            assert!((scale(highest) - top).abs() < 1e-6, "{highest}: {}", scale(highest));
        }
        assert!(scale(f64::MAX).is_finite() && scale(f64::INFINITY).is_finite());
    }

    #[test]
    fn nothing_stands_outside_of_the_picture() {
        for value in [0.0, 1.0, 7.5, 1e9, 1e300] {
            let lines = [line(&[value, 0.0]), line(&[value, 1.0])];
            for shape in [Shape::SideBySide, Shape::Stacked, Shape::Curve] {
                let drawn = draw(shape, vec!["2030-01-01".to_owned(), "2030-01-02".to_owned()], &lines).to_string();
                assert!(!drawn.contains("NaN") && !drawn.contains("inf"), "{drawn}");
            }
            let path = stacked(&lines, 1, 100.0, scale(highest(&Shape::Stacked, 2, &lines)));
            for y in path.split('V').skip(1).map(|rest| rest.split(['h', 'z']).next().unwrap()) {
                assert!((TOP..=BOTTOM).contains(&y.parse::<f64>().unwrap()), "{path}");
            }
        }
        assert!(draw(Shape::Curve, Vec::new(), &[line(&[])]).get_attr("rows").unwrap().len() == Some(0));
    }

    #[test]
    fn a_curve_is_broken_where_there_is_nothing_to_tell() {
        let mut line = line(&[1.0, 2.0, 0.0, 1.0]);
        line.values[2] = None;
        let path = curve(&line, 100.0, 2.0);
        assert_eq!((path.matches('M').count(), path.matches('L').count()), (2, 1), "{path}");
    }
}
