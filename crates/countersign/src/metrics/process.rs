//! What the system tells of this process, by the names that every Prometheus client has for it (prometheus.io, "Writing
//! client libraries": process metrics). From /proc; where there is none, nothing is told.

use std::fmt;
use std::fs;

use prometheus_client::collector::Collector;
use prometheus_client::encoding::{DescriptorEncoder, EncodeMetric};
use prometheus_client::metrics::counter::ConstCounter;
use prometheus_client::metrics::gauge::ConstGauge;
use prometheus_client::registry::Unit;

/// How /proc counts time: USER_HZ, which is 100 on every architecture that Linux gives it a fixed value for (time(7)).
const TICKS_PER_S: f64 = 100.0;

#[derive(Debug)]
pub struct Process;

/// What was found.
#[derive(Debug, PartialEq)]
struct Facts {
    cpu_s: f64,
    started_at_s: f64,
    threads: i64,
    resident_bytes: i64,
    virtual_bytes: i64,
}

impl Collector for Process {
    fn encode(&self, mut encoder: DescriptorEncoder) -> Result<(), fmt::Error> {
        let read = |path: &str| fs::read_to_string(path).unwrap_or_default();
        if let Some(facts) = facts(&read("/proc/self/stat"), &read("/proc/self/status"), &read("/proc/stat")) {
            let cpu = ConstCounter::new(facts.cpu_s);
            write(&mut encoder, "cpu", "Processor time that was used, by us and for us", Some(&Unit::Seconds), &cpu)?;
            let started_at = ConstGauge::new(facts.started_at_s);
            write(&mut encoder, "start_time", "When the process began, since 1970", Some(&Unit::Seconds), &started_at)?;
            let resident = ConstGauge::new(facts.resident_bytes);
            write(&mut encoder, "resident_memory", "Memory that is in use", Some(&Unit::Bytes), &resident)?;
            let taken = ConstGauge::new(facts.virtual_bytes);
            write(&mut encoder, "virtual_memory", "Memory that was asked for", Some(&Unit::Bytes), &taken)?;
            write(&mut encoder, "threads", "Threads", None, &ConstGauge::new(facts.threads))?;
        }
        if let Ok(open) = fs::read_dir("/proc/self/fd") {
            let open = ConstGauge::new(i64::try_from(open.count()).unwrap_or(i64::MAX));
            write(&mut encoder, "open_fds", "Open files and connections", None, &open)?;
        }
        if let Some(most) = most_fds(&read("/proc/self/limits")) {
            write(&mut encoder, "max_fds", "How many may be open", None, &ConstGauge::new(most))?;
        }
        Ok(())
    }
}

fn write(
    encoder: &mut DescriptorEncoder,
    name: &str,
    help: &str,
    unit: Option<&Unit>,
    metric: &impl EncodeMetric,
) -> Result<(), fmt::Error> {
    let (name, help) = (format!("process_{name}"), format!("{help}."));
    metric.encode(encoder.encode_descriptor(&name, &help, unit, metric.metric_type())?)
}

/// proc(5) has the numbers of the fields. Behind the name, which may have spaces and brackets, comes the third.
fn facts(stat: &str, status: &str, system: &str) -> Option<Facts> {
    let fields: Vec<&str> = stat.rsplit_once(')')?.1.split_whitespace().collect();
    let ticks = |number: usize| fields.get(number - 3)?.parse::<f64>().ok();
    let booted_at_s: f64 = after(system, "btime ")?.trim().parse().ok()?;
    Some(Facts {
        cpu_s: (ticks(14)? + ticks(15)?) / TICKS_PER_S,
        started_at_s: booted_at_s + ticks(22)? / TICKS_PER_S,
        threads: fields.get(20 - 3)?.parse().ok()?,
        resident_bytes: kib(status, "VmRSS:")?,
        virtual_bytes: kib(status, "VmSize:")?,
    })
}

fn after<'a>(text: &'a str, name: &str) -> Option<&'a str> {
    text.lines().find_map(|line| line.strip_prefix(name))
}

fn kib(status: &str, name: &str) -> Option<i64> {
    let kib: i64 = after(status, name)?.trim().strip_suffix(" kB")?.parse().ok()?;
    kib.checked_mul(1_024)
}

/// The limit in force, which is the first of two. None if there is no limit.
fn most_fds(limits: &str) -> Option<i64> {
    after(limits, "Max open files")?.split_whitespace().next()?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_process_is_understood_whatever_it_is_called() {
        let stat = "7 (a) b (c) S 1 7 7 0 -1 4194560 900 0 0 0 150 50 0 0 20 0 12 0 3000 1000000 2500 184467";
        let status = "Name:\ta) b (c\nVmSize:\t    2000 kB\nVmRSS:\t     500 kB\n";
        let found = facts(stat, status, "cpu 1 2 3\nbtime 1700000000\n").unwrap();
        let expected = Facts {
            cpu_s: 2.0,
            started_at_s: 1_700_000_030.0,
            threads: 12,
            resident_bytes: 512_000,
            virtual_bytes: 2_048_000,
        };
        assert_eq!(found, expected);
        assert_eq!(facts("", "", ""), None);
    }

    #[test]
    fn a_limit_of_open_files_is_read_and_none_is_not_made_up() {
        assert_eq!(
            most_fds("Max open files            1024                 524288               files\n"),
            Some(1_024)
        );
        assert_eq!(most_fds("Max open files            unlimited            unlimited            files\n"), None);
    }
}
