//! `tests/trace/*.md`: a program and what the stage shows at places of it. A heading names the place as
//! `pyvarium trace --at` does, `LINE[:N][+]`, or `step N`; `, instruction` behind it looks at one
//! instruction instead of a line. `PYVARIUM_BLESS=1` writes the pictures anew: read the difference.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use pyvarium_cli::picture::picture;
use pyvarium_cli::program::{self, Kind};
use pyvarium_protocol::{Move, Place, Zoom};
use pyvarium_trace::Recording;

const MAX_STEPS: u64 = 1_000_000;

#[test]
fn pictures_are_those_of_the_files() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("trace");
    let mut files: Vec<PathBuf> = std::fs::read_dir(&folder).expect("tests/trace").flatten().map(|e| e.path()).collect();
    files.retain(|f| f.extension().is_some_and(|e| e == "md"));
    files.sort();
    assert!(files.len() >= 8, "traces are missing");
    let mut wrong = Vec::new();
    for file in files {
        let name = file.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let old = std::fs::read_to_string(&file).expect("readable");
        let new = drawn(&old).unwrap_or_else(|why| panic!("{name}: {why}"));
        if old == new {
            continue;
        }
        if std::env::var_os("PYVARIUM_BLESS").is_some() {
            std::fs::write(&file, new).expect("writable");
        } else {
            let line =
                old.lines().zip(new.lines()).position(|(a, b)| a != b).unwrap_or_else(|| old.lines().count().min(new.lines().count()));
            let at = |text: &str| text.lines().nth(line).unwrap_or("(the end)").to_owned();
            wrong.push(format!("{name}:{}: expected {:?}, got {:?}", line + 1, at(&old), at(&new)));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// The file with every picture drawn anew.
fn drawn(text: &str) -> Result<String, String> {
    let (head, rest) = text.split_once("```python\n").ok_or("no program")?;
    let (source, rest) = rest.split_once("```\n").ok_or("the program has no end")?;
    let vm = program::load(source, "main.py", Kind::Script).map_err(|halt| format!("{halt:?}"))?;
    let mut recording = Recording::new(vm);
    program::record(&mut recording, MAX_STEPS).map_err(|halt| format!("{halt:?}"))?;
    let mut out = format!("{head}```python\n{source}```\n");
    for section in rest.split("\n## ").skip(1) {
        let title = section.lines().next().unwrap_or_default();
        let (place, zoom) = match title.split_once(", ") {
            Some((place, "instruction")) => (place, Zoom::Instruction),
            None => (title, Zoom::Line),
            Some((_, other)) => return Err(format!("no such zoom: {other}")),
        };
        let step = step_of(&recording, place).ok_or_else(|| format!("no such place: {place}"))?;
        let view = recording.view_since(step, recording.since(step, Move::First, zoom), zoom);
        // What is said between heading and picture stays.
        let said = section.split_once('\n').map_or("", |(_, body)| body.split_once("```\n").map_or(body, |(said, _)| said)).trim();
        let _ = write!(out, "\n## {title}\n\n");
        if !said.is_empty() {
            let _ = write!(out, "{said}\n\n");
        }
        let _ = write!(out, "```\n{}```\n", picture(&view));
    }
    Ok(out)
}

fn step_of(recording: &Recording, place: &str) -> Option<u64> {
    if place == "end" {
        return recording.track().end();
    }
    if let Some(step) = place.strip_prefix("step ") {
        return step.parse().ok();
    }
    let (place, after) = place.strip_suffix('+').map_or((place, false), |p| (p, true));
    let (line, occurrence) = place.split_once(':').unwrap_or((place, "1"));
    recording.step_of(Place { file: 0, line: line.parse().ok()?, occurrence: occurrence.parse().ok()?, after })
}
