//! What must hold under attack, a file for each kind: races for links, forged and misplaced tokens, what
//! answers and the database give away, changes that break off, and requests that come from elsewhere or in another shape.

mod enumeration;
mod forgery;
mod hijack;
mod hosts;
mod in_flight;
mod leaks;
mod origins;
mod races;
mod reads;
mod redirects;
mod shapes;
mod trail;
pub mod walk;
mod whole;
