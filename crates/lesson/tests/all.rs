//! What is accepted, what is refused and with which words; and every lesson of the project.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use pyvarium_lesson::{Block, Files, Inline, Lesson, Mode, Place, parse_lesson};

const LESSON: &str = r##"+++
title = "T"
slug = "a-b"
order = 1
modes = ["script"]

[question]
ask = "What?"
choices = ["1", "2"]
answer = "2"
proof = { stream = "stdout", line = 1 }
reason = "So."

[[moments]]
name = "m"
title = "M"
at = "x = 2"
look = "At `x`."
+++
# Head

Some *soft* and **hard** `code`, [there](#m).
Next [out](https://example.org).

* one
* two `2`

```
block
```
"##;

fn folder(lesson: &str, program: &str, stdout: &str) -> Files {
    let pairs = [("lesson.md", lesson), ("program.py", program), ("program.out", stdout)];
    pairs.map(|(name, text)| (name.to_owned(), text.to_owned())).into()
}

fn errors(lesson: &str) -> Vec<String> {
    let files = folder(lesson, "x = 1\nx = 2\nprint(x)\n", "2\n");
    parse_lesson(&files).expect_err("must be refused").iter().map(ToString::to_string).collect()
}

fn good() -> Lesson {
    parse_lesson(&folder(LESSON, "x = 1\nx = 2\nprint(x)\n", "2\n")).expect("is right")
}

#[test]
fn a_lesson_becomes_a_tree() {
    let lesson = good();
    let text = |s: &str| Inline::Text(s.to_owned());
    let place = Place { line: 2, occurrence: 1, after: false };
    assert_eq!(
        lesson.text,
        vec![
            Block::Heading("Head".to_owned()),
            Block::Paragraph(vec![
                text("Some "),
                Inline::Emphasis("soft".to_owned()),
                text(" and "),
                Inline::Strong("hard".to_owned()),
                text(" "),
                Inline::Code("code".to_owned()),
                text(", "),
                Inline::Moment { label: "there".to_owned(), place },
                text(". Next "),
                Inline::Link { label: "out".to_owned(), href: "https://example.org".to_owned() },
                text("."),
            ]),
            Block::List(vec![vec![text("one")], vec![text("two "), Inline::Code("2".to_owned())]]),
            Block::Code("block\n".to_owned()),
        ]
    );
    assert_eq!(lesson.question.answer, 1);
    assert_eq!(lesson.programs.iter().map(|p| p.mode).collect::<Vec<_>>(), [Mode::Script]);
    assert_eq!(lesson.text_with_moments().len(), lesson.text.len() + 2);
}

#[test]
fn errors_name_file_and_line() {
    let changed = |from: &str, to: &str| {
        assert!(LESSON.contains(from), "{from}");
        errors(&LESSON.replacen(from, to, 1))
    };
    assert_eq!(
        changed("x = 2\"", "y = 2\""),
        ["lesson.md:17: moment `m`: no line of program.py contains `y = 2`", "lesson.md:22: no moment is named `m`"]
    );
    assert_eq!(
        changed("at = \"x = 2\"", "at = \"x\"")[0],
        "lesson.md:17: moment `m`: 3 lines of program.py are meant by `x`; choose with nth_line"
    );
    assert_eq!(changed("answer = \"2\"", "answer = \"3\""), ["lesson.md:10: the answer \"3\" is none of the choices"]);
    assert_eq!(changed("line = 1 }", "line = 2 }"), ["lesson.md:11: the answer is not proved: the output has no line 2"]);
    assert_eq!(changed("\"2\"]", "\"1\", \"2\"]"), ["lesson.md:10: two choices are the same"]);
    assert_eq!(changed("slug = \"a-b\"", "slug = \"A b\""), ["lesson.md:3: slug \"A b\": lower-case words joined by `-`"]);
    assert_eq!(
        changed("order = 1", "order = 1\nodd = 2"),
        ["lesson.md:5: unknown field `odd`, expected one of `title`, `slug`, `order`, `modes`, `question`, `moments`"]
    );
    assert_eq!(changed("[\"script\"]", "[\"script\", \"repl\"]"), ["program.repl.py: missing", "program.repl.out: missing"]);
    assert_eq!(errors("# no front matter"), ["lesson.md:1: the file must begin with front matter between two lines `+++`"]);
    assert_eq!(parse_lesson(&BTreeMap::new()).unwrap_err()[0].to_string(), "lesson.md: missing");
}

#[test]
fn nothing_in_a_lesson_becomes_html() {
    for bad in ["<script>alert(1)</script>", "a <b>c</b>", "![x](y.png)", "[x](javascript:alert)", "***", "> quote"] {
        let found = errors(&LESSON.replacen("# Head", bad, 1));
        assert!(found[0].starts_with("lesson.md:20: "), "{bad}: {found:?}");
    }
    let kept = parse_lesson(&folder(&LESSON.replacen("# Head", "a < b & c `<i>`", 1), "x = 2\n", "2\n")).expect("is text");
    let want = vec![Inline::Text("a < b & c ".to_owned()), Inline::Code("<i>".to_owned())];
    assert_eq!(kept.text[0], Block::Paragraph(want));
}

#[test]
fn every_lesson_of_the_project_is_right() {
    // Asked when the test runs: checkouts share one folder of build products.
    let root = Path::new(&std::env::var("CARGO_MANIFEST_DIR").unwrap()).join("../../lessons");
    let mut wrong = String::new();
    let mut orders = Vec::new();
    let mut folders: Vec<_> = fs::read_dir(&root).unwrap().map(|e| e.unwrap().path()).filter(|p| p.is_dir()).collect();
    folders.sort();
    for path in folders {
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        let files: Files = fs::read_dir(&path)
            .unwrap()
            .map(|e| e.unwrap().path())
            .map(|p| (p.file_name().unwrap().to_string_lossy().into_owned(), fs::read_to_string(&p).unwrap()))
            .collect();
        match parse_lesson(&files) {
            Ok(lesson) => {
                assert_eq!(name, format!("{:02}-{}", lesson.order, lesson.slug));
                orders.push(lesson.order);
            }
            Err(errors) => errors.iter().for_each(|error| wrong += &format!("{name}/{error}\n")),
        }
    }
    assert_eq!(wrong, "");
    assert_eq!(orders, (1..=16).collect::<Vec<_>>());
}
