//! How a program grows: it is run for n = 10, 100, 1,000, ..., and what that takes is drawn against n, beside the curves of
//! texts that were measured before.

use std::cell::RefCell;
use std::collections::VecDeque;
use std::rc::Rc;

use js_sys::{Function, Promise};
use pyvarium_protocol::late::Desk as Given;
use pyvarium_protocol::{Command, CompileRequest, Limits, Mode, Program, Reply, split_files};
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::JsFuture;
use web_sys::{HtmlElement, HtmlSelectElement};
use yew::prelude::*;

use super::machine;
use crate::channel::Channel;
use crate::sheets::filename_of;

const SIZES: [u64; 9] = [10, 30, 100, 300, 1_000, 3_000, 10_000, 30_000, 100_000];
/// No run takes longer. Unit: steps; milliseconds.
const MOST_STEPS: u64 = 2_000_000;
const MOST_MILLIS: f64 = 4_000.0;
const MOST_CURVES: usize = 4;
/// Of the drawing. Unit: CSS pixels.
const WIDTH: f64 = 520.0;
const HEIGHT: f64 = 300.0;
const LEFT: f64 = 64.0;
const BOTTOM: f64 = 34.0;

#[derive(Clone, Debug, PartialEq)]
struct Curve {
    /// What is told apart by: the line that is this text's own.
    label: String,
    source: String,
    /// n, instructions, milliseconds.
    points: Vec<(u64, u64, f64)>,
}

thread_local! {
    static CURVES: RefCell<Vec<Curve>> = const { RefCell::new(Vec::new()) };
}

#[derive(Properties, PartialEq)]
pub struct Props {
    pub given: Rc<Given>,
    pub done: Callback<()>,
}

/// Lines of the main file that give a name a whole number: number of the line from 0, name.
fn names(source: &str) -> Vec<(usize, String)> {
    let number = |line: &str| -> Option<String> {
        let (name, value) = line.split_once('=')?;
        let is_name =
            !name.trim().is_empty() && name.trim().chars().all(|c| c.is_alphanumeric() || c == '_') && !name.starts_with([' ', '\t']);
        let digits = value.split('#').next().unwrap_or_default().trim().replace('_', "");
        (is_name && !digits.is_empty() && digits.chars().all(|c| c.is_ascii_digit())).then(|| name.trim().to_owned())
    };
    source.lines().enumerate().filter_map(|(i, line)| Some((i, number(line)?))).collect()
}

/// The same text with another number in that line.
fn with_size(source: &str, line: usize, name: &str, n: u64) -> String {
    source.lines().enumerate().map(|(i, l)| if i == line { format!("{name} = {n}\n") } else { format!("{l}\n") }).collect()
}

#[component]
pub fn Growth(props: &Props) -> Html {
    let curves = use_state(|| CURVES.with_borrow(Clone::clone));
    let said = use_state(String::new);
    let busy = use_state_eq(|| false);
    let is_time = use_state_eq(|| false);
    let choice = use_node_ref();
    let first = use_node_ref();
    {
        let first = first.clone();
        use_effect_with((), move |()| {
            if let Some(first) = first.cast::<HtmlElement>() {
                let _ = first.focus();
            }
        });
    }
    let (main, _) = split_files(&props.given.source);
    let names = names(&main);
    let go = {
        let (curves, said, busy, choice, given, names) =
            (curves.clone(), said.clone(), busy.clone(), choice.clone(), props.given.clone(), names.clone());
        Callback::from(move |_: MouseEvent| {
            let at = choice.cast::<HtmlSelectElement>().map_or(0, |c| c.selected_index().max(0) as usize);
            let Some((line, name)) = names.get(at).cloned().filter(|_| !*busy) else { return };
            busy.set(true);
            let (curves, said, busy, given) = (curves.clone(), said.clone(), busy.clone(), given.clone());
            wasm_bindgen_futures::spawn_local(async move {
                let told = said.clone();
                let outcome = measure(&given, line, &name, &|n| told.set(format!("running for {name} = {n}"))).await;
                busy.set(false);
                match outcome {
                    Ok(points) => {
                        let mut all: Vec<Curve> = curves.iter().filter(|c| c.source != given.source).cloned().collect();
                        all.push(Curve { label: own_line(&given.source, all.last()), source: given.source.clone(), points });
                        if all.len() > MOST_CURVES {
                            all.remove(0);
                        }
                        CURVES.with_borrow_mut(|kept| kept.clone_from(&all));
                        said.set(all.last().map(grows).unwrap_or_default());
                        curves.set(all);
                    }
                    Err(why) => said.set(why),
                }
            });
        })
    };
    let forget = {
        let curves = curves.clone();
        Callback::from(move |_: MouseEvent| {
            CURVES.with_borrow_mut(Vec::clear);
            curves.set(Vec::new());
        })
    };
    let toggle = {
        let is_time = is_time.clone();
        Callback::from(move |_: MouseEvent| is_time.set(!*is_time))
    };
    let close = props.done.reform(|_: MouseEvent| ());
    html! {
        <section class="desk-panel desk-open growth" role="dialog" aria-label="How it grows">
            <h2>{ "How it grows" }</h2>
            if names.is_empty() {
                <p>{ "No line of the program gives a name a whole number, as " }<code>{ "n = 1000" }</code>{ " does. Give it one, and the program can be run for many sizes." }</p>
            } else {
                <div class="row">
                    <label for="growth-name">{ "Run it for other values of" }</label>
                    <select id="growth-name" ref={choice}>{ for names.iter().map(|(line, name)| html! { <option selected={name.eq_ignore_ascii_case("n")}>{ format!("{name} (line {})", line + 1) }</option> }) }</select>
                    <button class="primary" ref={first} onclick={go} disabled={*busy}>{ "Run" }</button>
                    <button class="small" onclick={toggle} aria-pressed={is_time.to_string()} title="how long this machine takes for it, instead of instructions">{ "Time" }</button>
                </div>
            }
            <p class="said" role="status">{ &*said }</p>
            if !curves.is_empty() { { plot(&curves, *is_time) } { figures(&curves, *is_time) } }
            <div class="row">
                <button class="quiet" onclick={close}>{ "Close" }</button>
                if curves.len() > 1 { <button class="quiet" onclick={forget}>{ "Forget the curves" }</button> }
            </div>
        </section>
    }
}

/// The first line that the text before has not.
fn own_line(source: &str, before: Option<&Curve>) -> String {
    let has = |line: &str| before.is_some_and(|b| b.source.lines().any(|l| l == line));
    let own = source.lines().filter(|l| !l.trim().is_empty() && !l.trim_start().starts_with('#')).find(|l| before.is_some() && !has(l));
    own.map_or_else(|| "this text".to_owned(), |l| l.trim().to_owned())
}

/// From the two largest sizes.
fn grows(curve: &Curve) -> String {
    let [.., (n0, a, _), (n1, b, _)] = curve.points.as_slice() else { return String::new() };
    let power = (*b as f64 / *a as f64).ln() / (*n1 as f64 / *n0 as f64).ln();
    let words = match power {
        p if p < 0.15 => "hardly at all with n",
        p if p < 1.15 => "in proportion to n",
        p if p < 1.6 => "a little faster than n",
        p if p < 2.3 => "with the square of n",
        _ => "much faster than n",
    };
    format!("Instructions grow {words} (about n to the power of {power:.2}).")
}

type Waiting = Rc<RefCell<VecDeque<(Rc<RefCell<Option<Result<Reply, String>>>>, Function)>>>;

struct Machine {
    channel: Channel<Reply>,
    waiting: Waiting,
}

impl Machine {
    fn new() -> Machine {
        let waiting: Waiting = Rc::default();
        let heard = {
            let waiting = waiting.clone();
            move |reply: Result<Reply, String>| {
                let first = waiting.borrow_mut().pop_front();
                if let Some((answer, resolve)) = first {
                    *answer.borrow_mut() = Some(reply);
                    let _ = resolve.call0(&JsValue::NULL);
                }
            }
        };
        Machine { channel: Channel::new("worker/machine.js", heard, |_: &JsValue| false), waiting }
    }

    async fn say(&self, command: &Command) -> Result<Reply, String> {
        let answer = Rc::new(RefCell::new(None));
        let promise = Promise::new(&mut |resolve: Function, _| self.waiting.borrow_mut().push_back((answer.clone(), resolve)));
        self.channel.send(command);
        let _ = JsFuture::from(promise).await;
        answer.take().unwrap_or_else(|| Err("the machine did not answer".to_owned()))
    }
}

async fn measure(given: &Given, line: usize, name: &str, told: &dyn Fn(u64)) -> Result<Vec<(u64, u64, f64)>, String> {
    let machine = Machine::new();
    let mut points = Vec::new();
    for n in SIZES {
        told(n);
        let (main, files) = split_files(&given.source);
        let (source, filename) = (with_size(&main, line, name, n), filename_of(given.mode).to_owned());
        let mode = Mode::Script;
        let units = machine::compile_all(&CompileRequest::Program { source: source.clone(), filename: filename.clone(), mode }).await?;
        let limits = Limits { n_steps: MOST_STEPS, ..Limits::default() };
        machine.say(&Command::Load(Program { source, filename, mode, units, files, open_library: true, limits })).await?;
        let began = js_sys::Date::now();
        let n_steps = loop {
            match machine.say(&Command::Run { slice_millis: 40 }).await? {
                Reply::Progress { .. } if js_sys::Date::now() - began < MOST_MILLIS => {}
                Reply::Ended { n_steps, outcome: pyvarium_protocol::Outcome::Exited { code: 0 }, .. } => break Some(n_steps),
                Reply::Ask(_) => return Err("a program that asks for something cannot be run for many sizes".to_owned()),
                _ => break None,
            }
        };
        let Some(n_steps) = n_steps else { break };
        points.push((n, n_steps, js_sys::Date::now() - began));
    }
    machine.channel.kill();
    match points.as_slice() {
        [] => Err(format!("the program does not come to its end for {name} = {}", SIZES[0])),
        _ => Ok(points),
    }
}

const HUES: [&str; 4] = ["var(--accent)", "var(--exception)", "var(--text)", "var(--callable)"];
const DASHES: [&str; 4] = ["", "7 4", "2 3", "10 3 2 3"];

/// Both axes by powers of ten.
fn plot(curves: &[Curve], is_time: bool) -> Html {
    let value = |p: &(u64, u64, f64)| if is_time { p.2.max(0.1) } else { p.1 as f64 };
    let all = || curves.iter().flat_map(|c| c.points.iter());
    let (low, high) = all().map(value).fold((f64::MAX, 1.0_f64), |(l, h), v| (l.min(v), h.max(v)));
    let most = all().map(|p| p.0).max().unwrap_or(10) as f64;
    let (y0, y1) = (low.log10().floor(), high.log10().ceil().max(low.log10().floor() + 1.0));
    let (x0, x1) = (1.0, most.log10().ceil().max(2.0));
    let x = |n: f64| LEFT + (n.log10() - x0) / (x1 - x0) * (WIDTH - LEFT - 16.0);
    let y = |v: f64| 12.0 + (1.0 - (v.log10() - y0) / (y1 - y0)) * (HEIGHT - BOTTOM - 12.0);
    let decades = |from: f64, to: f64| (from as i32..=to as i32).map(|e| 10f64.powi(e));
    html! {
        <svg class="plot" viewBox={format!("0 0 {WIDTH} {HEIGHT}")} role="img" aria-label="what it takes, against n; both axes by powers of ten">
            { for decades(x0, x1).map(|n| html! { <><path class="grid" d={format!("M{:.1} 12V{:.1}", x(n), HEIGHT - BOTTOM)} /><text x={format!("{:.1}", x(n))} y={format!("{}", HEIGHT - BOTTOM + 18.0)} text-anchor="middle">{ short(n) }</text></> }) }
            { for decades(y0, y1).map(|v| html! { <><path class="grid" d={format!("M{LEFT} {:.1}H{}", y(v), WIDTH - 16.0)} /><text x={format!("{}", LEFT - 8.0)} y={format!("{:.1}", y(v) + 4.0)} text-anchor="end">{ short(v) }</text></> }) }
            { for curves.iter().enumerate().map(|(i, curve)| {
                let way: Vec<String> = curve.points.iter().map(|p| format!("{:.1} {:.1}", x(p.0 as f64), y(value(p)))).collect();
                let hue = HUES[i % HUES.len()];
                html! {
                    <g>
                        <path class="curve" d={format!("M{}", way.join("L"))} stroke={hue} stroke-dasharray={DASHES[i % DASHES.len()]} />
                        { for curve.points.iter().map(|p| html! { <circle cx={format!("{:.1}", x(p.0 as f64))} cy={format!("{:.1}", y(value(p)))} r="3.5" fill={hue} /> }) }
                    </g>
                }
            }) }
        </svg>
    }
}

fn figures(curves: &[Curve], is_time: bool) -> Html {
    let sizes: Vec<u64> = SIZES.iter().copied().filter(|n| curves.iter().any(|c| c.points.iter().any(|p| p.0 == *n))).collect();
    let cell = |c: &Curve, n: u64| {
        c.points
            .iter()
            .find(|p| p.0 == n)
            .map_or_else(|| "–".to_owned(), |p| if is_time { format!("{:.0} ms", p.2) } else { short(p.1 as f64) })
    };
    html! {
        <div class="table-room"><table class="inside-table">
            <thead><tr><th>{ "n" }</th>{ for sizes.iter().map(|n| html! { <th>{ short(*n as f64) }</th> }) }</tr></thead>
            <tbody>{ for curves.iter().enumerate().map(|(i, c)| html! {
                <tr><td><svg class="swatch" viewBox="0 0 24 8" aria-hidden="true"><path d="M0 4H24" stroke={HUES[i % HUES.len()]} stroke-dasharray={DASHES[i % DASHES.len()]} /></svg><code>{ &c.label }</code></td>{ for sizes.iter().map(|n| html! { <td>{ cell(c, *n) }</td> }) }</tr>
            }) }</tbody>
        </table></div>
    }
}

/// 1,200; 34k; 5.6M.
fn short(n: f64) -> String {
    match n {
        n if n >= 1e6 => format!("{}M", trimmed(n / 1e6)),
        n if n >= 1e4 => format!("{}k", trimmed(n / 1e3)),
        n => trimmed(n),
    }
}

fn trimmed(n: f64) -> String {
    if n < 10.0 && n.fract() > 0.05 { format!("{n:.1}") } else { format!("{n:.0}") }
}
