//! How much of CPython's bytecode is kept: every file of its library, every snippet of `tests/dis` and every nested random
//! program, a code object at a time, by the hashes in `tests/code`. `cargo xtask conformance code [--differences N] [NAME...]`.
//!
//! With names (a file of the library, a snippet, a seed) it prints every field that differs; PYVARIUM_ORACLE then names
//! the script that asks the reference. Without the reference only counts are printed.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Command;

use pyvarium_code::fields::fields;
use pyvarium_compiler::{Mode, Options, compile_unit};
use pyvarium_random_python::nested_program;

/// One program, and what became of it.
struct Program {
    name: String,
    source: Vec<u8>,
    golden: Vec<String>,
}

/// FNV-1a of 32 bits, as `tests/code/golden.mjs` has it.
fn hash(text: &str) -> String {
    format!("{:08x}", text.bytes().fold(0x811c_9dc5_u32, |h, byte| (h ^ u32::from(byte)).wrapping_mul(0x0100_0193)))
}

/// Fields of each code object, the outer before the inner; or what was refused and why.
fn compiled(source: &[u8]) -> Result<Vec<String>, String> {
    let done = std::panic::catch_unwind(|| compile_unit(source, "m.py", Mode::Exec, Options::default()));
    let Ok(done) = done else { return Err("the compiler panics".to_owned()) };
    match done {
        Ok(unit) => Ok(fields(&unit)),
        Err(report) => Err(format!("{}: {} (line {})", report.kind, report.msg, report.lineno.unwrap_or(0))),
    }
}

fn programs(set: &str) -> Vec<Program> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR"));
    let text = std::fs::read_to_string(folder.join("code").join(format!("{set}.txt"))).expect("goldens");
    let library = match set {
        "library" => std::env::var_os("PYVARIUM_STDLIB").map(PathBuf::from).map(|zip| pyvarium_cli::library::sources(&zip).expect("a zip")),
        _ => None,
    };
    let mut list = Vec::new();
    for line in text.lines() {
        let mut words = line.split(' ').map(str::to_owned);
        let name = words.next().unwrap_or_default();
        let source = match set {
            "library" => library.as_ref().and_then(|l| l.get(&name)).cloned(),
            "dis" => std::fs::read(folder.join("dis").join(&name)).ok(),
            _ => name.parse().ok().map(|seed| nested_program(seed).into_bytes()),
        };
        if let Some(source) = source {
            list.push(Program { name, source, golden: words.collect() });
        }
    }
    list
}

fn main() {
    // The library behind the compiler recurses.
    std::thread::Builder::new().stack_size(256 << 20).spawn(measure).expect("a thread").join().expect("no panic");
}

fn measure() {
    let mut names: Vec<String> = std::env::args().skip(1).collect();
    let mut n_shown = 0;
    if let Some(at) = names.iter().position(|n| n == "--differences") {
        n_shown = names.get(at + 1).and_then(|n| n.parse().ok()).unwrap_or(20);
        names.drain(at..(at + 2).min(names.len()));
    }
    let mut is_kept = true;
    for set in ["library", "dis", "nested"] {
        let list: Vec<Program> = programs(set).into_iter().filter(|p| names.is_empty() || names.contains(&p.name)).collect();
        if !names.is_empty() {
            list.iter().for_each(show);
            continue;
        }
        is_kept &= count(set, &list, n_shown);
    }
    if !is_kept {
        std::process::exit(1);
    }
}

/// Prints the counts of one set. The answer: is it what the project wants of itself?
fn count(set: &str, list: &[Program], n_shown: usize) -> bool {
    let (mut n_programs, mut n_accepted, mut n_codes, mut n_same, mut n_wrongly_accepted) = (0, 0, 0, 0, 0);
    let mut differing = Vec::new();
    let mut refused: BTreeMap<String, Vec<&str>> = BTreeMap::new();
    for program in list {
        let ours = compiled(&program.source);
        if program.golden.first().is_some_and(|g| g == "error") {
            n_wrongly_accepted += usize::from(ours.is_ok());
            continue;
        }
        n_programs += 1;
        n_codes += program.golden.len();
        match ours {
            Err(why) => {
                let why = why.split(" (line").next().unwrap_or_default().to_owned();
                refused.entry(why).or_default().push(&program.name);
            }
            Ok(texts) => {
                n_accepted += 1;
                let same = texts.iter().map(|t| hash(t)).zip(&program.golden).filter(|(a, b)| a == *b).count();
                n_same += same;
                if same != program.golden.len() || texts.len() != program.golden.len() {
                    differing.push(program);
                }
            }
        }
    }
    let percent = |part: usize, whole: usize| 100.0 * part as f64 / whole.max(1) as f64;
    println!(
        "{set}: {n_accepted}/{n_programs} programs accepted ({:.2} %), {n_same}/{n_codes} code objects identical ({:.3} %)",
        percent(n_accepted, n_programs),
        percent(n_same, n_codes)
    );
    if n_wrongly_accepted > 0 {
        println!("  {n_wrongly_accepted} accepted that CPython refuses");
    }
    for (why, names) in &refused {
        let some: Vec<&str> = names.iter().take(8).copied().collect();
        println!("  refused {} times: {why} ({})", names.len(), some.join(" "));
    }
    by_field(&differing, n_shown);
    percent(n_accepted, n_programs) >= 99.9 && percent(n_same, n_codes) >= 99.5
}

/// The first field that differs in each program, counted; and some of them in full.
fn by_field(differing: &[&Program], n_shown: usize) {
    let mut kinds: BTreeMap<String, Vec<String>> = BTreeMap::new();
    let oracles = oracle(differing);
    let mut n = 0;
    for (program, theirs) in differing.iter().zip(oracles) {
        let ours = compiled(&program.source).unwrap_or_default().concat();
        for difference in differences(&ours, &theirs).into_iter().take(1) {
            kinds.entry(difference.field.clone()).or_default().push(program.name.clone());
            n += 1;
            if n <= n_shown {
                println!("{}: {difference}", program.name);
            }
        }
    }
    for (field, names) in kinds {
        let some: Vec<&str> = names.iter().take(12).map(String::as_str).collect();
        println!("  first difference in {field}: {} programs ({})", names.len(), some.join(" "));
    }
}

struct Difference {
    code: String,
    field: String,
    ours: String,
    theirs: String,
}

impl std::fmt::Display for Difference {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "in {}: {}\n  ours    {}\n  CPython {}", self.code, self.field, self.ours, self.theirs)
    }
}

fn differences(ours: &str, theirs: &str) -> Vec<Difference> {
    let mut found = Vec::new();
    let mut code = String::new();
    let (mut mine, mut golden) = (ours.lines(), theirs.lines());
    loop {
        match (mine.next(), golden.next()) {
            (None, None) => return found,
            (a, b) => {
                let (a, b) = (a.unwrap_or_default(), b.unwrap_or_default());
                if let Some(name) = b.strip_prefix("qualname ") {
                    code = name.to_owned();
                }
                if a != b {
                    let field = b.split(' ').next().unwrap_or_default().to_owned();
                    found.push(Difference { code: code.clone(), field, ours: a.to_owned(), theirs: b.to_owned() });
                }
            }
        }
    }
}

fn show(program: &Program) {
    let ours = compiled(&program.source);
    let Some(theirs) = oracle(&[program]).pop() else { return println!("the reference is not there") };
    match ours {
        Err(why) => println!("{}: refused: {why}", program.name),
        Ok(texts) => differences(&texts.concat(), &theirs).iter().for_each(|d| println!("{}: {d}", program.name)),
    }
}

/// What the reference makes of each.
fn oracle(programs: &[&Program]) -> Vec<String> {
    let Some(script) = std::env::var_os("PYVARIUM_ORACLE") else { return Vec::new() };
    let scratch = std::env::temp_dir().join(format!("pyvarium-code-{}", std::process::id()));
    std::fs::create_dir_all(&scratch).expect("a folder");
    let mut texts = Vec::new();
    for some in programs.chunks(200) {
        let mut node = Command::new("node");
        node.arg(&script);
        for (i, program) in some.iter().enumerate() {
            let file = scratch.join(i.to_string());
            std::fs::write(&file, &program.source).expect("a file");
            node.arg(file);
        }
        let out = node.output().expect("node").stdout;
        let text = String::from_utf8_lossy(&out).into_owned();
        texts.extend(text.split('\0').take(some.len()).map(str::to_owned));
    }
    let _ = std::fs::remove_dir_all(&scratch);
    texts
}
