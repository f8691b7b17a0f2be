//! Every lesson is complete, and what it says is proved by running it.

use std::path::Path;

use pyvarium_cli::lessons;
use pyvarium_protocol::Stream;

#[test]
fn lessons_say_what_their_programs_do() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../lessons");
    let folders = lessons::folders(&root);
    assert!(folders.len() >= 16, "lessons are missing");
    let wrong: Vec<String> = folders.iter().flat_map(|folder| lessons::check(folder)).collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn a_lesson_opens_compiled_and_with_a_picture_that_gives_no_answer_away() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../lessons");
    for folder in lessons::folders(&root) {
        let lesson = lessons::read(&folder).expect("a lesson");
        let page = lessons::page(&lesson).expect("a page");
        assert!(page.programs.iter().all(|p| !p.units.is_empty()), "{}: not compiled", page.slug);
        let first = page.first.expect("a first picture");
        assert!(first.output.iter().all(|s| s.stream == Stream::Stderr), "{}: the first picture shows output", page.slug);
        assert!(first.outcome.is_none() && first.next.is_some(), "{}: the first picture is of the end", page.slug);
    }
}
