//! Every check and test, one phase after another; what fails does not hide what comes behind it.

use std::io::{BufRead, BufReader};
use std::process::{Command, Stdio};
use std::sync::mpsc;
use std::time::{Duration, Instant};

use crate::run::{root, step};
use crate::{library, licences, pack, site, tidy, toolchain, tools};

/// What a phase counted. A check without tests of its own counts as one.
#[derive(Clone, Copy, Default, PartialEq, Eq, Debug)]
struct Counts {
    passed: u64,
    failed: u64,
}

struct Phase {
    name: &'static str,
    took: Duration,
    counts: Counts,
    error: Option<String>,
}

pub fn run_all() -> Result<(), String> {
    let toolchain = toolchain::setup()?;
    let mut phases = Vec::new();
    let mut phase = |name: &'static str, run: &mut dyn FnMut() -> Result<Counts, String>| {
        let began = Instant::now();
        let (counts, error) = match run() {
            Ok(counts) if counts.failed == 0 => (counts, None),
            Ok(counts) => (counts, Some(format!("{} tests failed", counts.failed))),
            Err(error) => (Counts { passed: 0, failed: 1 }, Some(error)),
        };
        if let Some(error) = &error {
            eprintln!("FAILED: {name}: {error}");
        }
        phases.push(Phase { name, took: began.elapsed(), counts, error });
    };
    let one = |result: Result<(), String>| result.map(|()| Counts { passed: 1, failed: 0 });

    phase("tidy", &mut || one(tidy::check()));
    // rustup's rustfmt will do for any toolchain.
    phase("fmt", &mut || one(step("cargo fmt --check", Command::new("cargo").args(["fmt", "--check"]).current_dir(root()))));
    phase("licences", &mut || one(licences::check(&toolchain)));
    phase("clippy", &mut || {
        let mut clippy = toolchain.cargo();
        clippy.args(["clippy", "--locked", "--workspace", "--all-targets"]).args(["--", "-D", "warnings"]);
        one(step("clippy (cold: 5 minutes)", &mut clippy))
    });
    phase("library", &mut || one(library::setup(&toolchain).map(|_| ())));
    phase("native", &mut || {
        let mut tests = toolchain.cargo();
        tests.args(["test", "--locked", "--workspace", "--no-fail-fast"]);
        counted("native tests (cold: 8 minutes)", &mut tests, minutes(30))
    });
    phase("site", &mut || one(site::build()));
    phase("pack", &mut || one(pack::pack()));
    phase("wasm", &mut || {
        let mut node = Command::new("node");
        node.current_dir(root()).args(["tests/wasm/run.mjs", "--dist"]).arg(site::dist());
        counted("the wasm modules in Node", &mut node, minutes(10))
    });
    phase("browser", &mut || {
        let chromium = tools::chromium()?;
        let folder = root().join("tests").join("browser");
        tools::npm_ci(&folder)?;
        let mut node = Command::new("node");
        node.current_dir(&folder).args(["run.mjs", "--dist"]).arg(site::dist()).arg("--out").arg(root().join("test-output"));
        node.env("CHROMIUM", chromium);
        counted("browser tests (5 minutes; pictures go to test-output/)", &mut node, minutes(20))
    });

    println!("== phases");
    let mut all = Counts::default();
    for phase in &phases {
        let Counts { passed, failed } = phase.counts;
        let said = phase.error.as_ref().map(|e| format!(": {e}")).unwrap_or_default();
        println!("{:>10}  {passed} passed, {failed} failed in {} s{said}", phase.name, phase.took.as_secs());
        all.passed += passed;
        all.failed += failed;
    }
    println!("{} passed, {} failed", all.passed, all.failed);
    let failed: Vec<&str> = phases.iter().filter(|p| p.error.is_some()).map(|p| p.name).collect();
    if failed.is_empty() { Ok(()) } else { Err(format!("failed: {}", failed.join(", "))) }
}

fn minutes(n: u64) -> Duration {
    Duration::from_secs(60 * n)
}

/// Runs with its output shown, adds up what it says of its tests, and ends it when its time is over.
fn counted(what: &str, command: &mut Command, limit: Duration) -> Result<Counts, String> {
    println!("== {what}");
    let mut child = command.stdout(Stdio::piped()).spawn().map_err(|e| format!("cannot start {:?}: {e}", command.get_program()))?;
    let stdout = child.stdout.take().ok_or("no output")?;
    let (line_said, lines) = mpsc::channel();
    std::thread::spawn(move || {
        for line in BufReader::new(stdout).lines().map_while(Result::ok) {
            if line_said.send(line).is_err() {
                return;
            }
        }
    });
    let end = Instant::now() + limit;
    let mut counts = Counts::default();
    loop {
        match lines.recv_timeout(end.saturating_duration_since(Instant::now())) {
            Ok(line) => {
                println!("{line}");
                if let Some(said) = counts_of(&line) {
                    counts.passed += said.passed;
                    counts.failed += said.failed;
                }
            }
            Err(mpsc::RecvTimeoutError::Disconnected) => break,
            Err(mpsc::RecvTimeoutError::Timeout) => {
                let _ = child.kill();
                let _ = child.wait();
                return Err(format!("took longer than {} minutes", limit.as_secs() / 60));
            }
        }
    }
    let status = child.wait().map_err(|e| e.to_string())?;
    match (status.success(), counts) {
        (true, Counts { passed: 0, failed: 0 }) => Err("it ran no test".to_owned()),
        (false, Counts { failed: 0, .. }) => Err(format!("it ended with {status}")),
        _ => Ok(counts),
    }
}

/// `test result: ok. 13 passed; 0 failed; ...` or `13 passed, 0 failed`.
fn counts_of(line: &str) -> Option<Counts> {
    let line = line.strip_prefix("test result: ").map_or(line, |rest| rest.split_once(". ").map_or(rest, |(_, counts)| counts));
    let mut parts = line.split([',', ';']);
    let number = |part: Option<&str>, word: &str| part?.trim().strip_suffix(word)?.trim().parse().ok();
    Some(Counts { passed: number(parts.next(), "passed")?, failed: number(parts.next(), "failed")? })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_are_read_from_cargo_and_from_node() {
        let counts = |passed, failed| Some(Counts { passed, failed });
        assert_eq!(counts_of("test result: FAILED. 12 passed; 1 failed; 0 ignored; 0 measured; 8 filtered out"), counts(12, 1));
        assert_eq!(counts_of("60 passed, 2 failed"), counts(60, 2));
        assert_eq!(counts_of("ok    lessons: scopes (6.7 s)"), None);
    }
}
