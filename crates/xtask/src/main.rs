//! The chores: `cargo xtask <chore>`. Depends on nothing but the standard library, so that it starts
//! with any toolchain from 1.85 on; it then picks the toolchain that the workspace needs.

mod bench;
mod conformance;
mod golden;
mod library;
mod licences;
mod pack;
mod run;
mod serve;
mod site;
mod test;
mod tidy;
mod toolchain;
mod tools;
mod wasm;

use std::process::ExitCode;

const USAGE: &str = "usage: cargo xtask <chore>

chores:
  serve    set-up, build, and the site on 127.0.0.1:8080
  build    set-up, and the site as static files in dist/
  setup    find or install the toolchain that the workspace needs, and compile CPython's library
  bench    speeds and memory, native and in Chromium, against their budgets
  size     bytes of the site, and of what a reader waits for
  test     set-up, then every check and test; ends with 'N passed, N failed'
  pack     the embed as an npm package, in pkg/
  golden   ask the reference (CPython 3.14 in Node) for every golden again; 'golden random' asks for one folder's
  conformance run   every program of tests/python as a script, compared with CPython's output, counted by area
  conformance code [--differences N] [NAME...]   code objects of CPython's library, of tests/dis and of 2,000 random programs; a NAME
           (a file, a snippet, a seed) prints all that differs in it
  conformance syntax [--differences N]   type, words and place of the errors of wrong programs
  tidy     the project's own rules: arrows between crates, file sizes, absences
";

fn main() -> ExitCode {
    let chore = std::env::args().nth(1).unwrap_or_default();
    let result = match chore.as_str() {
        "setup" => toolchain::setup().and_then(|toolchain| library::setup(&toolchain)).map(|_| ()),
        "build" => site::build(),
        "serve" => serve::serve(),
        "bench" => bench::bench(),
        "size" => bench::size(),
        "test" => test::run_all(),
        "golden" => golden::run_all(std::env::args().nth(2).as_deref()),
        "conformance" => match std::env::args().nth(2).as_deref() {
            Some("run") => conformance::run(),
            Some(what @ ("code" | "syntax")) => conformance::source_side(what, &std::env::args().skip(3).collect::<Vec<String>>()),
            _ => Err("conformance of what? run, code or syntax".to_owned()),
        },
        "pack" => pack::pack(),
        "tidy" => tidy::check(),
        _ => {
            eprint!("{USAGE}");
            return ExitCode::from(2);
        }
    };
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(message) => {
            eprintln!("xtask {chore}: {message}");
            ExitCode::FAILURE
        }
    }
}
