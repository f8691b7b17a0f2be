//! Moments: places in time that a lesson points at. A place is a source line and an occurrence; a step number would
//! count otherwise in the next version.

use serde::{Deserialize, Serialize};

use crate::error::LessonError;
use crate::front_matter::{MomentMatter, matter_line};

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Moment {
    pub name: String,
    pub title: String,
    pub place: Place,
    /// What to look at when there.
    pub look: String,
}

/// The same shape, field by field, as the place that page and worker speak of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Place {
    /// From 1.
    pub line: u32,
    /// The how-manieth time that this line runs. From 1.
    pub occurrence: u32,
    /// After the line's last instruction instead of before its first.
    pub after: bool,
}

/// Finds the line that a moment means: the one that *is* `at`, else the one that contains it. When there are
/// several, `nth_line` must choose.
pub(crate) fn resolve(
    file: &str,
    matter_text: &str,
    matter: &MomentMatter,
    program_name: &str,
    program: &str,
) -> Result<Moment, LessonError> {
    let name = matter.name.get_ref();
    let wrong = |message: String| Err(LessonError::at(file, matter_line(matter_text, matter.at.span().start), message));
    let at = matter.at.get_ref().trim();
    if at.is_empty() {
        return wrong(format!("moment `{name}`: `at` is empty"));
    }
    let lines = || (1u32..).zip(program.lines().map(str::trim));
    let mut found: Vec<u32> = lines().filter(|(_, text)| *text == at).map(|(line, _)| line).collect();
    if found.is_empty() {
        found = lines().filter(|(_, text)| text.contains(at)).map(|(line, _)| line).collect();
    }
    let line = match (matter.nth_line, found.as_slice()) {
        (_, []) => {
            return wrong(format!("moment `{name}`: no line of {program_name} contains `{at}`"));
        }
        (None, [line]) => *line,
        (None, several) => {
            let n = several.len();
            return wrong(format!("moment `{name}`: {n} lines of {program_name} are meant by `{at}`; choose with nth_line"));
        }
        (Some(nth), several) => match (nth as usize).checked_sub(1).and_then(|index| several.get(index)) {
            Some(line) => *line,
            None => {
                let n = several.len();
                return wrong(format!("moment `{name}`: nth_line is {nth}, but `{at}` means {n} of the lines"));
            }
        },
    };
    let after = match matter.when.as_deref() {
        None | Some("before") => false,
        Some("after") => true,
        Some(other) => {
            return wrong(format!("moment `{name}`: when is \"before\" or \"after\", not {other:?}"));
        }
    };
    let occurrence = matter.occurrence.unwrap_or(1);
    if occurrence == 0 {
        return wrong(format!("moment `{name}`: occurrence counts from 1"));
    }
    Ok(Moment { name: name.clone(), title: matter.title.clone(), place: Place { line, occurrence, after }, look: matter.look.clone() })
}
