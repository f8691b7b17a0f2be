//! Lesson folders: checked by running them, and written out as what the page reads.

use std::path::{Path, PathBuf};

use pyvarium_lesson::{Block, Files, Inline, Lesson, Mode, Stream, parse_lesson};
use pyvarium_protocol::{self as protocol, LessonIndex, LessonLink, LessonPage, LessonProgram, Move, StateView, Zoom};
use pyvarium_trace::Recording;
use pyvarium_trace::view::Said;
use pyvarium_vm::Halt;

use crate::program::{self, Kind};
use crate::{opcodes, still};

/// Steps after which a lesson's program is held to be endless.
const MAX_STEPS: u64 = 5_000_000;

/// The folders under `root` that hold a lesson, in order.
pub fn folders(root: &Path) -> Vec<PathBuf> {
    let mut list: Vec<PathBuf> = std::fs::read_dir(root)
        .into_iter()
        .flatten()
        .flatten()
        .map(|entry| entry.path())
        .filter(|path| path.join("lesson.md").is_file())
        .collect();
    list.sort();
    list
}

pub fn read(folder: &Path) -> Result<Lesson, Vec<String>> {
    let mut files = Files::new();
    for entry in std::fs::read_dir(folder).map_err(|e| vec![format!("{}: {e}", folder.display())])?.flatten() {
        if let (Ok(name), Ok(text)) = (entry.file_name().into_string(), std::fs::read_to_string(entry.path())) {
            files.insert(name, text);
        }
    }
    parse_lesson(&files).map_err(|errors| errors.iter().map(|e| format!("{}: {e}", folder.display())).collect())
}

fn kind(mode: Mode) -> Kind {
    match mode {
        Mode::Script => Kind::Script,
        Mode::Repl => Kind::Interactive,
    }
}

/// A lesson's program, recorded to its end.
fn record(source: &str, mode: Mode) -> Result<Recording, Halt> {
    let mut recording = Recording::new(program::load(source, "main.py", kind(mode))?);
    program::record(&mut recording, MAX_STEPS)?;
    Ok(recording)
}

/// Everything about a lesson that its programs do not bear out; empty: the lesson holds.
pub fn check(folder: &Path) -> Vec<String> {
    let lesson = match read(folder) {
        Ok(lesson) => lesson,
        Err(errors) => return errors,
    };
    let mut wrong = Vec::new();
    for (i, program) in lesson.programs.iter().enumerate() {
        let recording = match record(&program.source, program.mode) {
            Ok(recording) => recording,
            Err(halt) => {
                wrong.push(format!("{}: the {:?} program ends with {halt:?}", lesson.slug, program.mode));
                continue;
            }
        };
        let vm = recording.head();
        let (stdout, stderr) = (vm.output_text(pyvarium_vm::Stream::Stdout), vm.output_text(pyvarium_vm::Stream::Stderr));
        if let Some(halt) = recording.halt().filter(|h| !matches!(h, Halt::Exit { .. })) {
            wrong.push(format!("{}: the {:?} program ends with {halt:?}", lesson.slug, program.mode));
        }
        for (name, said, golden) in [("stdout", &stdout, &program.stdout), ("stderr", &stderr, &program.stderr)] {
            if said != golden {
                wrong.push(format!("{}: {name} of the {:?} program is not CPython's", lesson.slug, program.mode));
            }
        }
        if i == 0 {
            if let Err(why) = lesson.question.prove(&stdout, &stderr) {
                let stream = if lesson.question.proof.stream == Stream::Stdout { "stdout" } else { "stderr" };
                wrong.push(format!("{}: the answer is not proved by {stream}: {why}", lesson.slug));
            }
            for moment in &lesson.moments {
                if recording.step_of(place(moment.place)).is_none() {
                    wrong.push(format!("{}: the program never comes to the moment `{}`", lesson.slug, moment.name));
                }
            }
        }
    }
    wrong
}

fn place(place: pyvarium_lesson::Place) -> protocol::Place {
    protocol::Place { file: 0, line: place.line, occurrence: place.occurrence, after: place.after }
}

/// What the page reads of a lesson, its first picture included.
pub fn page(lesson: &Lesson) -> Result<LessonPage, String> {
    let mut programs = Vec::new();
    for program in &lesson.programs {
        let mode = match program.mode {
            Mode::Script => protocol::Mode::Script,
            Mode::Repl => protocol::Mode::Repl,
        };
        let units = program::units(&program.source, kind(program.mode)).map_err(|e| format!("{}: {}", lesson.slug, e.msg))?;
        programs.push(LessonProgram { mode, source: program.source.clone(), units });
    }
    Ok(LessonPage {
        slug: lesson.slug.clone(),
        title: lesson.title.clone(),
        programs,
        text: lesson.text_with_moments().into_iter().map(block).collect(),
        question: Some(protocol::Question {
            ask: lesson.question.ask.clone(),
            choices: lesson.question.choices.clone(),
            answer: lesson.question.answer,
            reason: lesson.question.reason.clone(),
        }),
        first: first_picture(lesson),
    })
}

/// What is drawn before anything is loaded, the question still open: the latest line up to the first marked
/// moment at which the program has written nothing yet.
fn first_picture(lesson: &Lesson) -> Option<StateView> {
    let program = lesson.programs.first()?;
    let recording = record(&program.source, program.mode).ok()?;
    let moment = lesson.moments.iter().filter_map(|m| recording.step_of(place(m.place))).min().unwrap_or(0);
    let look = |step| recording.view_since(step, recording.since(step, Move::First, Zoom::Line), Zoom::Line);
    let (mut step, mut first) = (0, look(0));
    while step < moment {
        step = recording.target(step, Move::Forward, Zoom::Line, false)?;
        let view = look(step);
        // The compiler's warnings stand there from the start.
        if step > moment || view.output != first.output {
            break;
        }
        first = view;
    }
    // Of the run's length nothing is known yet.
    let notes = recording.notes(first.step, &mut Said::default());
    Some(StateView { n_steps: first.step, notes, program_end: None, outcome: None, ..first })
}

fn block(block: Block) -> protocol::Block {
    match block {
        Block::Heading(text) => protocol::Block::Heading(text),
        Block::Paragraph(inlines) => protocol::Block::Paragraph(inlines.into_iter().map(inline).collect()),
        Block::List(items) => protocol::Block::List(items.into_iter().map(|item| item.into_iter().map(inline).collect()).collect()),
        Block::Code(text) => protocol::Block::Code(text),
    }
}

fn inline(inline: Inline) -> protocol::Inline {
    match inline {
        Inline::Text(text) => protocol::Inline::Text(text),
        Inline::Code(text) => protocol::Inline::Code(text),
        Inline::Strong(text) => protocol::Inline::Strong(text),
        Inline::Emphasis(text) => protocol::Inline::Emphasis(text),
        Inline::Moment { label, place: at } => protocol::Inline::Moment { label, place: place(at) },
        Inline::Link { label, href } => protocol::Inline::Link { label, href },
    }
}

/// Writes `index.json` and `<slug>/lesson.json` for every lesson under `root`, and beside them what a reader without script sees.
pub fn build(root: &Path, out: &Path) -> Result<usize, String> {
    let mut index = LessonIndex::default();
    let write = |path: &Path, text: String| -> Result<(), String> {
        let folder = path.parent().unwrap_or(out);
        std::fs::create_dir_all(folder).and_then(|()| std::fs::write(path, text)).map_err(|e| format!("{}: {e}", path.display()))
    };
    let mut lessons = Vec::new();
    for folder in folders(root) {
        lessons.push(read(&folder).map_err(|errors| errors.join("\n"))?);
    }
    lessons.sort_by_key(|l| l.order);
    for lesson in &lessons {
        let page = page(lesson)?;
        write(&out.join(&lesson.slug).join("index.html"), still::page(&page))?;
        let text = serde_json::to_string(&page).map_err(|e| e.to_string())?;
        write(&out.join(&lesson.slug).join("lesson.json"), text)?;
        index.lessons.push(LessonLink { slug: lesson.slug.clone(), title: lesson.title.clone() });
    }
    let list: Vec<(String, String)> = index.lessons.iter().map(|l| (l.slug.clone(), l.title.clone())).collect();
    write(&out.join("index.html"), still::index(&list))?;
    write(&out.join("opcodes.html"), opcodes::page())?;
    let text = serde_json::to_string(&index).map_err(|e| e.to_string())?;
    write(&out.join("index.json"), text)?;
    Ok(lessons.len())
}
