//! One line above the stage that says how the run stands: refused, stopped, at a limit, broken.
//! It says what happened, where, and what can be done.

use pyvarium_protocol::{Outcome, SyntaxReport};
use yew::prelude::*;

use crate::model::Run;

/// What a shell says of a process that SIGINT has ended.
const INTERRUPTED: i32 = 130;
/// Of a faulty line, in the notice.
const MOST_CHARS: usize = 120;

#[derive(Properties, PartialEq)]
pub struct Props {
    pub run: Run,
    /// The program has been sent a signal and goes on nevertheless.
    pub interrupted: bool,
    pub n_steps: u64,
    /// The line of the breakpoint, while the page stands there.
    pub line: Option<u32>,
    /// Why the last move led nowhere.
    pub missed: Option<String>,
    pub stale: bool,
    pub rerun: Callback<()>,
    pub stop: Callback<()>,
    pub go_on: Callback<()>,
    /// In the text that was edited.
    pub go_on_edited: Callback<()>,
    pub leave_breakpoint: Callback<()>,
}

#[component]
pub fn Notice(props: &Props) -> Html {
    let press = |label: &'static str, what: &Callback<()>| {
        let what = what.reform(|_: MouseEvent| ());
        html! { <button class="quiet" onclick={what}>{ label }</button> }
    };
    let stop = || html! { <button class="quiet" onclick={props.stop.reform(|_: MouseEvent| ())} title="as Ctrl+C: KeyboardInterrupt in the program (s)">{ "Stop" }</button> };
    let (class, text, action): (&str, String, Html) = match &props.run {
        Run::Ended(_) if props.missed.is_some() => ("note", sentence(props.missed.as_deref().unwrap_or_default()), Html::default()),
        Run::Idle => return Html::default(),
        Run::Compiling => ("busy", "Compiling".to_owned(), Html::default()),
        Run::Recording if props.interrupted => {
            ("busy", "KeyboardInterrupt was raised; the program goes on nevertheless.".to_owned(), press("End it now", &props.stop))
        }
        Run::Recording => ("busy", format!("Recording: {} steps so far", props.n_steps), stop()),
        Run::Asking { .. } => ("busy", "The program waits for a line of input.".to_owned(), stop()),
        Run::Paused => {
            let text = match props.line {
                Some(line) => format!("breakpoint() at line {line}: the recording waits here. Look around, back in time too."),
                None => "The recording waits at a breakpoint(), at its end.".to_owned(),
            };
            let go = props.leave_breakpoint.reform(|_: MouseEvent| ());
            let buttons = html! { <><button class="quiet" onclick={go} title="record further (g)">{ "Go on" }</button>{ stop() }</> };
            ("note", text, buttons)
        }
        Run::Refused(report) => ("fault", refused(report), caret(report)),
        Run::Died { why } => (
            "fault",
            format!("The machine stopped working and was replaced; the program is still here. ({why})"),
            press("Run again", &props.rerun),
        ),
        Run::Ended(_) if props.stale => (
            "note",
            "The program was edited since it ran.".to_owned(),
            html! { <>{ press("Run", &props.rerun) }{ press("Go on from this moment", &props.go_on_edited) }</> },
        ),
        Run::Ended(outcome) => match outcome {
            Outcome::Exited { code: 0 } => return Html::default(),
            Outcome::Exited { code: INTERRUPTED } => {
                ("note", format!("The program was interrupted and ended with exit code {INTERRUPTED}."), Html::default())
            }
            Outcome::Exited { code } => ("note", format!("The program ended with exit code {code}."), Html::default()),
            Outcome::Stopped => ("note", "Stopped. What was recorded can be looked at.".to_owned(), press("Go on", &props.go_on)),
            Outcome::StepLimit { n_steps } => (
                "note",
                format!("Stopped at the limit of {n_steps} steps. What was recorded can be looked at."),
                press("Go on", &props.go_on),
            ),
            Outcome::MemoryLimit { asked_bytes } => {
                ("fault", format!("Stopped: the program asked for {} MB more than the limit allows.", asked_bytes >> 20), Html::default())
            }
            Outcome::WorkLimit { what } => ("fault", format!("Stopped: {what} would take too long here."), Html::default()),
            Outcome::NotSupported { what, line } => ("fault", not_supported(what, *line), Html::default()),
            Outcome::Bug { what } => ("fault", format!("A fault of Pyvarium's own, not of the program: {what}"), Html::default()),
        },
    };
    html! { <div class={classes!("notice", class)} role="status"><span>{ text }</span>{ action }</div> }
}

fn sentence(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| format!("{}{}.", first.to_uppercase(), letters.as_str()))
}

fn refused(report: &SyntaxReport) -> String {
    let at = report.lineno.map_or_else(String::new, |l| format!("line {l}: "));
    format!("{at}{}: {}", report.kind, report.msg)
}

/// The line with a caret under the place, as CPython prints it.
fn caret(report: &SyntaxReport) -> Html {
    let (Some(text), Some(offset)) = (&report.text, report.offset) else { return Html::default() };
    let line: String = text.trim_end().chars().take(MOST_CHARS).collect();
    let indent = line.chars().take_while(|c| c.is_whitespace()).count();
    let from = usize::try_from(offset - 1).unwrap_or(0);
    let end =
        report.end_offset.and_then(|e| usize::try_from(e - 1).ok()).filter(|_| report.end_lineno == report.lineno).unwrap_or(from + 1);
    if from < indent || from > line.chars().count() {
        return Html::default();
    }
    let carets = "^".repeat(end.clamp(from + 1, line.chars().count().max(from + 1)) - from);
    html! { <pre class="caret">{ format!("{}\n{}{carets}", line.trim_start(), " ".repeat(from - indent)) }</pre> }
}

fn not_supported(what: &str, line: Option<u32>) -> String {
    let at = line.map_or_else(String::new, |l| format!(" (line {l})"));
    format!("NotSupported: {what}{at}. Pyvarium cannot run this yet; nothing was run wrongly.")
}
