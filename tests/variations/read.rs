//! Reads the files of this folder: programs with what CPython 3.14 prints of each. It runs nothing.
//! The form is told in `golden.mjs`.

use std::path::Path;

pub struct Variation {
    /// The lesson that it varies.
    pub family: String,
    pub number: String,
    pub source: String,
    pub stdout: String,
    pub stderr: String,
    pub exit: i32,
}

/// All of them, in the order of family and number.
pub fn variations() -> Vec<Variation> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("variations");
    let mut files: Vec<_> = std::fs::read_dir(folder)
        .expect("tests/variations")
        .flatten()
        .map(|entry| entry.path())
        .filter(|path| path.extension().is_some_and(|e| e == "txt"))
        .collect();
    files.sort();
    let mut all = Vec::new();
    for file in files {
        let family = file.file_stem().expect("a name").to_string_lossy().into_owned();
        read_family(&family, &std::fs::read_to_string(&file).expect("text"), &mut all);
    }
    all
}

fn read_family(family: &str, text: &str, all: &mut Vec<Variation>) {
    for part in text.split("#### ").skip(1) {
        let (head, body) = part.split_once('\n').expect("a head");
        let mut words = head.split(' ');
        let word = words.next().expect("a word");
        let rest: Vec<&str> = words.collect();
        let body = match rest.as_slice() {
            ["no", "newline"] => body.strip_suffix('\n').expect("the added newline"),
            _ => body,
        };
        match (word, all.last_mut()) {
            ("stdout", Some(last)) => last.stdout = body.to_owned(),
            ("stderr", Some(last)) => last.stderr = body.to_owned(),
            ("exit", Some(last)) => last.exit = rest.first().and_then(|n| n.parse().ok()).expect("a number"),
            _ => all.push(Variation {
                family: family.to_owned(),
                number: word.to_owned(),
                source: body.to_owned(),
                stdout: String::new(),
                stderr: String::new(),
                exit: 0,
            }),
        }
    }
}
