//! `openapi`: the description of the JSON API as the server with these settings has it at `/openapi.json`. Needs no
//! database.

use super::output::print_json;
use crate::config::Config;
use crate::http::openapi::description;
use crate::installation::{self, Failure};
use crate::rules::Rules;

pub fn run(config: &Config) -> Result<(), Failure> {
    let base_url = installation::base_url(config, config.listen.port());
    let rules = Rules::from_config(config, &base_url);
    print_json(&description(&rules, config.ops_listen.is_none()))
}
