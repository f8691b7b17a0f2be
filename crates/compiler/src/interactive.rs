//! What 3.14's own REPL does with an input: parse it whole, then compile each statement by itself, all but the
//! last in `exec` mode and the last in `single` mode. So `a = 257; b = 257` makes two objects there and one in
//! a script. CPython: Lib/_pyrepl/console.py, InteractiveColoredConsole.runsource.

use pyvarium_code::{Unit, marshal};
use ruff_python_ast::{AtomicNodeIndex, Mod, ModModule, Stmt};
use ruff_text_size::Ranged;

use crate::compile::{Mode, Options};
use crate::front::Parsed;
use crate::peg::Taken;
use crate::report::SyntaxReport;
use crate::warnings::SyntaxWarning;
use crate::{depth, front, future, source, warnings};

/// One statement of an input.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Statement {
    /// Counted from 1.
    pub line: u32,
    pub source: String,
}

/// What the REPL runs for one input, in order.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Interactive {
    /// What stderr shows before the first of them runs.
    pub warnings: Vec<SyntaxWarning>,
    /// One marshalled code object a statement.
    pub codes: Vec<Vec<u8>>,
    /// What stderr shows before the statement of that index runs.
    pub code_warnings: Vec<Vec<SyntaxWarning>>,
    /// The REPL compiles a statement only after running those before it, so with an error in the second
    /// one the first has run.
    pub error: Option<SyntaxReport>,
}

/// `filename`: `<python-input-0>` for the first input of a session, and so on.
pub fn compile_interactive(input: &str, filename: &str) -> Interactive {
    let input = source::normalize_line_ends(input.to_owned());
    depth::with_stack(&input, || statements(&input, filename))
}

fn statements(input: &str, filename: &str) -> Interactive {
    let mut done = Interactive::default();
    let body = match parse(input, filename) {
        Ok(body) => body,
        Err(report) => {
            done.error = Some(report);
            return done;
        }
    };
    done.warnings = warnings::of_tokens(input);
    let mut future_flags = 0;
    let n_statements = body.len();
    for (i, statement) in body.into_iter().enumerate() {
        let mode = if i + 1 == n_statements { Mode::Single } else { Mode::Exec };
        match one(statement, input, filename, mode, future_flags) {
            Ok((unit, told)) => {
                // CPython: Lib/codeop.py, Compile remembers them for later statements.
                future_flags |= unit.root_code().map_or(0, |code| code.co_flags) & (future::ANNOTATIONS | future::BARRY_AS_BDFL);
                done.codes.push(marshal::dumps(&unit));
                done.code_warnings.push(told);
            }
            Err(report) => {
                done.error = Some(report);
                break;
            }
        }
    }
    done
}

fn one(statement: Stmt, input: &str, filename: &str, mode: Mode, future_flags: u32) -> Result<(Unit, Vec<SyntaxWarning>), SyntaxReport> {
    let module = ModModule {
        node_index: AtomicNodeIndex::default(),
        range: statement.range(),
        body: [statement].into_iter().collect(),
        runtime_body: None,
    };
    let options = Options { future_flags, ..Options::default() };
    let (unit, told) =
        front::compile_tree(&Parsed { tree: Mod::Module(module), taken: Taken::default(), chain: 0 }, input, filename, mode, options)?;
    let told = told.into_iter().map(|(msg, pos)| SyntaxWarning::of_tree(msg, pos)).collect();
    Ok((unit, told))
}

/// The statements, for a page that shows how the REPL cuts an input.
pub fn split_interactive(input: &str) -> Result<Vec<Statement>, SyntaxReport> {
    let input = source::normalize_line_ends(input.to_owned());
    let body = parse(&input, "<input>")?;
    let statement = |statement: &Stmt| {
        let range = statement.range();
        let before = input.get(..range.start().to_usize()).unwrap_or_default();
        Statement {
            line: 1 + before.matches('\n').count() as u32,
            source: input.get(range.start().to_usize()..range.end().to_usize()).unwrap_or_default().to_owned(),
        }
    };
    Ok(body.iter().map(statement).collect())
}

fn parse(input: &str, filename: &str) -> Result<Vec<Stmt>, SyntaxReport> {
    let mut parsed = front::parse(input, filename, Mode::Exec, Options::default())?;
    match &mut parsed.tree {
        Mod::Module(module) => Ok(std::mem::take(&mut module.body).into_iter().collect()),
        Mod::Expression(_) => Ok(Vec::new()),
    }
}
