//! compile(), eval(), exec() and input(): what needs the host. A text is handed to the host to be
//! compiled; the answer is a code object, or the SyntaxError that it was refused with.
//!
//! CPython: Python/bltinmodule.c (builtin_compile_impl, builtin_eval_impl, builtin_exec_impl, builtin_input_impl).

use pyvarium_heap::frame::NativeFrame;
use pyvarium_heap::{Ref, Slot};

use crate::args::Args;
use crate::builtins::source::{Taker, decoded};
use crate::core::{ids, kinds};
use crate::exc;
use crate::host::{CompileHow, CompileMode, HostRequest};
use crate::native::{Answer, NativeDef, Next};
use crate::slots::SlotId;
use crate::stop::{Flow, Res, Stop};
use crate::vm::{Stream, Vm};
use crate::vm_bug;

const FUTURE_MASK: i64 = 0x1fe_0000;
const ONLY_AST: i64 = 0x400;
const TYPE_COMMENTS: i64 = 0x1000;
const OPTIMIZED_AST: i64 = 0x8000;
/// Where the minor version stands among the flags (see `CompileHow`).
const FEATURE_SHIFT: u32 = 25;
const ALLOW_TOP_LEVEL_AWAIT: i64 = 0x2000;
const ALLOW_INCOMPLETE_INPUT: i64 = 0x4000;
const DONT_IMPLY_DEDENT: i64 = 0x200;

/// What the compiler wants to know.
const PASSED_ON: i64 =
    FUTURE_MASK | ALLOW_TOP_LEVEL_AWAIT | ONLY_AST | TYPE_COMMENTS | OPTIMIZED_AST | ALLOW_INCOMPLETE_INPUT | DONT_IMPLY_DEDENT;

/// compile()'s flags that CPython knows. CPython: PyCF_MASK, PyCF_COMPILE_MASK and their kin.
const KNOWN_FLAGS: i64 = 0x01fe_0000 | 0xfe00 | 0x10;

/// Bound: source, filename, mode, flags, dont_inherit, optimize, _feature_version.
pub fn compile(vm: &mut Vm, args: &Args) -> Res {
    let (source, filename, mode) = (args.at(0)?, args.at(1)?, args.at(2)?);
    let filename = filename_text(vm, filename)?;
    if vm.heap.text(mode).is_none() {
        let message = format!("compile() argument 'mode' must be str, not {}", vm.given_name(mode));
        return vm.type_err(&message);
    }
    let number = |vm: &mut Vm, i: usize, default: i64| match args.get(i) {
        Some(r) => vm.index(r),
        None => Ok(default),
    };
    let (flags, optimize, feature_version) = (number(vm, 3, 0)?, number(vm, 5, -1)?, number(vm, 6, -1)?);
    if flags & !KNOWN_FLAGS != 0 {
        return vm.value_err("compile(): unrecognised flags");
    }
    if !(-1..=2).contains(&optimize) {
        return vm.value_err("compile(): invalid optimize value");
    }
    let dont_inherit = match args.get(4) {
        Some(r) => crate::protocol::convert::truth_of_argument(vm, r)?,
        None => false,
    };
    let only_tree = flags & ONLY_AST != 0;
    let feature = if only_tree && (0..30).contains(&feature_version) { (feature_version as u32 + 1) << FEATURE_SHIFT } else { 0 };
    let flags = (flags & PASSED_ON) as u32 | feature | if dont_inherit { 0 } else { inherited_flags(vm) };
    let mode = match vm.heap.str_lossy(mode).as_str() {
        "exec" => CompileMode::Exec,
        "eval" => CompileMode::Eval,
        "single" => CompileMode::Single,
        "func_type" if only_tree => CompileMode::FuncType,
        "func_type" => return vm.value_err("compile() mode 'func_type' requires flag PyCF_ONLY_AST"),
        _ if only_tree => return vm.value_err("compile() mode must be 'exec', 'eval', 'single' or 'func_type'"),
        _ => return vm.value_err("compile() mode must be 'exec', 'eval' or 'single'"),
    };
    if crate::builtins::tree::is_node(vm, source) {
        if only_tree {
            return vm.own_flow(source);
        }
        let bytes = crate::builtins::tree::data(vm, source, mode)?;
        let how = CompileHow { optimize: optimize.max(0) as u8, flags, is_bytes: true, is_tree: true };
        let source = bytes.into_iter().map(char::from).collect();
        vm.request = Some(HostRequest::Compile { source, filename, mode, how });
        return vm.push_native(kinds::HOLD, &[], &[]);
    }
    if let Some(done) = decoded(vm, Taker::Compile, args) {
        return done;
    }
    let (text, is_bytes) = source_text(vm, source, "compile", "string, bytes or AST object")?;
    let how = CompileHow { optimize: optimize.max(0) as u8, flags, is_bytes, is_tree: false };
    vm.request = Some(HostRequest::Compile { source: text, filename, mode, how });
    if only_tree {
        return vm.push_native(kinds::MAKE_TREE, &[], &[]);
    }
    vm.push_native(kinds::HOLD, &[], &[])
}

/// CPython: PyUnicode_FSDecoder, of what needs no `__fspath__`.
pub fn filename_text(vm: &mut Vm, filename: Ref) -> Res<String> {
    match (vm.heap.text(filename), vm.buffer(filename)) {
        (Some(t), _) => Ok(t.to_str_lossy().into_owned()),
        (None, Some(b)) => Ok(String::from_utf8_lossy(b).into_owned()),
        (None, None) => {
            let message = format!("expected str, bytes or os.PathLike object, not {}", vm.type_name(filename));
            vm.type_err(&message)
        }
    }
}

/// The future features of the code that asks hold for what it compiles. CPython: PyEval_MergeCompilerFlags.
fn inherited_flags(vm: &Vm) -> u32 {
    vm.innermost_py().map_or(0, |frame| frame.code.flags & FUTURE_MASK as u32)
}

/// The text, and whether each of its characters is a byte. CPython: _Py_SourceAsString.
pub fn source_text(vm: &mut Vm, source: Ref, function: &str, wanted: &str) -> Res<(String, bool)> {
    let mut is_bytes = false;
    let text = match (vm.heap.text(source).cloned(), vm.buffer(source)) {
        (Some(t), _) => match t.to_str() {
            Some(t) => t.into_owned(),
            // Raises UnicodeEncodeError.
            None => {
                let _ = vm.utf8_of(source)?;
                return Err(vm_bug!("a text that is none"));
            }
        },
        (None, Some(b)) => match String::from_utf8(b.to_vec()) {
            Ok(t) if !t.contains("coding") && !t.starts_with('\u{feff}') => t,
            _ => {
                is_bytes = true;
                b.iter().copied().map(char::from).collect()
            }
        },
        (None, None) => {
            crate::objects::buffer_wrapper::ask_python(vm, source, crate::stop::Convert::Buffer)?;
            let arg = if function == "compile" { "compile() arg 1 must be a " } else { "() arg 1 must be a " };
            let name = if function == "compile" { "" } else { function };
            return vm.type_err(&format!("{name}{arg}{wanted}"));
        }
    };
    if text.contains('\0') {
        let msg = vm.new_str("source code string cannot contain null bytes");
        let e = exc::new_exception(vm, ids::SYNTAX_ERROR, &[msg.r()]);
        exc::set_extra(vm, e.r(), 0, msg.into());
        return Err(Stop::Raise(e));
    }
    Ok((text, is_bytes))
}

/// Bound: source, globals, locals.
pub fn eval(vm: &mut Vm, args: &Args) -> Res {
    let none = vm.one.none;
    let (globals, locals) = (args.get(1).filter(|g| *g != none), args.get(2).filter(|l| *l != none));
    if locals.is_some_and(|l| !vm.has_slot(l, SlotId::Subscript)) {
        return vm.type_err("locals must be a mapping");
    }
    if let Some(g) = globals.filter(|g| vm.heap.dict(*g).is_none()) {
        let mapping = vm.has_slot(g, SlotId::Subscript);
        return vm.type_err(if mapping { "globals must be a real dict; try eval(expr, {}, mapping)" } else { "globals must be a dict" });
    }
    if let Some(done) = decoded(vm, Taker::Eval, args) {
        return done;
    }
    start(vm, args.at(0)?, globals, locals, None, CompileMode::Eval)
}

/// Bound: source, globals, locals, closure.
pub fn exec(vm: &mut Vm, args: &Args) -> Res {
    let none = vm.one.none;
    let (globals, locals) = (args.get(1).filter(|g| *g != none), args.get(2).filter(|l| *l != none));
    if let Some(g) = globals.filter(|g| vm.heap.dict(*g).is_none()) {
        let message = format!("exec() globals must be a dict, not {}", vm.type_name(g));
        return vm.type_err(&message);
    }
    if let Some(l) = locals.filter(|l| !vm.has_slot(*l, SlotId::Subscript)) {
        let message = format!("locals must be a mapping or None, not {}", vm.type_name(l));
        return vm.type_err(&message);
    }
    let closure = args.get(3).filter(|c| *c != none);
    if let Some(done) = decoded(vm, Taker::Exec, args) {
        return done;
    }
    start(vm, args.at(0)?, globals, locals, closure, CompileMode::Exec)
}

// Slots of a run: globals, locals, code, closure. Int: whether it is eval.
const GLOBALS: usize = 0;
const LOCALS: usize = 1;
const CODE: usize = 2;
const CLOSURE: usize = 3;

fn start(vm: &mut Vm, source: Ref, globals: Option<Ref>, locals: Option<Ref>, closure: Option<Ref>, mode: CompileMode) -> Res {
    let eval = mode == CompileMode::Eval;
    let frame = vm.innermost_py().ok_or_else(|| vm_bug!("eval without frame"))?;
    let (builtins, own_globals) = (frame.builtins.get(), frame.globals.get());
    // Without globals the namespaces are the caller's; a function's locals as they are now.
    let (globals, locals) = match (globals, locals) {
        (Some(g), l) => (vm.heap.own(g), Slot::own(vm.heap.own(l.unwrap_or(g)))),
        (None, l) => {
            let Some(g) = own_globals else { return Err(vm_bug!("eval without globals")) };
            let locals = match l {
                Some(l) => vm.heap.own(l),
                None => {
                    let flow = crate::builtins::basic::locals(vm, &Args::default())?;
                    vm.value_of(flow)?
                }
            };
            (vm.heap.own(g), locals.into())
        }
    };
    let name = vm.intern("__builtins__").into_ref();
    if let (None, Some(b)) = (vm.dict_get_str(globals.r(), name), builtins) {
        vm.dict_set_str(globals.r(), name, b);
    }
    let slots = [globals.into(), locals, Slot::NULL, closure.map_or(Slot::NULL, Slot::borrow)];
    let code = match vm.heap.code(source) {
        Some(_) => Some(source),
        None if closure.is_some() => {
            vm.heap.release_all(slots.into_iter());
            return vm.type_err("closure can only be used when source is a code object");
        }
        None => None,
    };
    let [globals, locals, _, closure] = slots;
    if let Some(code) = code {
        let _ = vm.push_native(kinds::EVAL, &[globals, locals, Slot::borrow(code), closure], &[i64::from(eval)])?;
        return vm.set_top_pc(1);
    }
    let function = if eval { "eval" } else { "exec" };
    match source_text(vm, source, function, "string, bytes or code object") {
        Ok((text, is_bytes)) => {
            // eval() allows blanks in front.
            let text = if eval { text.trim_start_matches([' ', '\t']).to_owned() } else { text };
            let how = CompileHow { optimize: 0, flags: inherited_flags(vm), is_bytes, is_tree: false };
            vm.request = Some(HostRequest::Compile { source: text, filename: "<string>".to_owned(), mode, how });
            vm.push_native(kinds::EVAL, &[globals, locals, Slot::NULL, closure], &[i64::from(eval)])
        }
        Err(stop) => {
            vm.heap.release_all([globals, locals].into_iter());
            Err(stop)
        }
    }
}

/// slots: globals, locals, code, closure; ints: whether it is eval. Waits for the code, then runs it.
pub static EVAL: NativeDef = NativeDef {
    name: "exec",
    catches: false,
    resume: |vm, f, answer| {
        match (f.pc, answer) {
            (0, Answer::Value(code)) => {
                f.set(CODE, code.into());
            }
            (1, Answer::Start) => {}
            (2, Answer::Value(v)) if f.int(0) == 1 => return Ok(Next::Done(v)),
            (2, Answer::Value(v)) => {
                vm.heap.decref_own(v);
                return Ok(Next::Done(vm.none()));
            }
            _ => return Err(vm_bug!("exec")),
        }
        f.pc = 2;
        run_code(vm, f)?;
        Ok(Next::Wait)
    },
};

/// Of a frame with the slots of `EVAL`.
pub(crate) fn run_code(vm: &mut Vm, f: &mut NativeFrame) -> Res<()> {
    let (Some(globals), Some(code)) = (f.get(GLOBALS), f.get(CODE)) else { return Err(vm_bug!("exec")) };
    let Some(c) = vm.heap.code(code).cloned() else { return Err(vm_bug!("exec of no code")) };
    let n_free = c.localspluskinds.iter().filter(|k| **k & pyvarium_heap::code::CO_FAST_FREE != 0).count();
    let cells = f.get(CLOSURE).map(|t| vm.heap.tuple(t).map_or(usize::MAX, |t| t.items.len()));
    match (f.int(0) == 1, n_free, cells) {
        (true, 1.., _) => return vm.type_err("code object passed to eval() may not contain free variables"),
        (false, 0, Some(_)) => return vm.type_err("cannot use a closure with this code object"),
        (false, 1.., n) if n != Some(n_free) => {
            return vm.type_err(&format!("code object requires a closure of exactly length {n_free}"));
        }
        _ => {}
    }
    let name = vm.intern("__builtins__").into_ref();
    let builtins = vm.dict_get_str(globals, name);
    let builtins = match builtins {
        Some(b) if vm.is_instance_of(b, ids::MODULE) => vm.module_dict(b),
        other => other,
    };
    let builtins = builtins.unwrap_or(vm.builtins);
    let function = vm.new_function(code, Slot::borrow(globals), Slot::borrow(builtins))?;
    if let (Some(cells), 1..) = (f.get(CLOSURE), n_free) {
        let own = vm.heap.own(cells);
        if let Some(x) = vm.heap.function_mut(function.r()) {
            x.closure = own.into();
        }
    }
    if c.flags & pyvarium_heap::code::CO_OPTIMIZED != 0 {
        // The code of a function, called without arguments.
        return vm.push_function_frame(function.into(), Vec::new(), None, 0);
    }
    let locals = f.get(LOCALS).map_or(Slot::NULL, Slot::borrow);
    let locals = vm.heap.copy_slot(locals);
    vm.push_code_frame(code, globals, builtins, locals, function.into())
}

/// Bound: prompt.
pub fn input(vm: &mut Vm, args: &Args) -> Res {
    let streams = [vm.sys_attr("stdin"), vm.sys_attr("stdout")];
    if let [Some(stdin), Some(stdout)] = streams
        && (!vm.plain_input(stdin) || vm.stream_of(stdout).is_none())
    {
        let mut all = Args::two(stdin, stdout);
        all.items.push(args.items.first().copied().unwrap_or_default());
        return crate::io::go(vm, crate::io::Io::InputFrom, &all);
    }
    vm.push_native(kinds::INPUT, &[args.get(0).map_or(Slot::NULL, Slot::borrow)], &[])
}

/// stdin, stdout, prompt. CPython: builtin_input_impl, PyFile_GetLine.
pub fn input_from(vm: &mut Vm, s: &mut crate::script::Script<'_>) -> crate::script::Said {
    let (stdin, stdout) = (s.at(0)?, s.at(1)?);
    for (stream, name) in [(stdin, "stdin"), (stdout, "stdout")] {
        if stream == vm.one.none {
            return Err(crate::exc::runtime_error(vm, &format!("lost sys.{name}")).into());
        }
    }
    if let Some(prompt) = s.arg(2) {
        let write = s.attr(vm, stdout, "write")?;
        let text = s.ask(vm, |vm| vm.str(prompt))?;
        s.ask(vm, |vm| vm.call_args(write, &[text]))?;
    }
    s.hear_method(vm, stdout, "flush", &[])?;
    let line = s.method(vm, stdin, "readline", &[])?;
    let Some(text) = vm.heap.text(line).cloned() else {
        return Err(crate::exc::type_error(vm, "object.readline() returned non-string").into());
    };
    if text.is_empty() {
        return Err(crate::exc::raise(vm, crate::core::ids::EOF_ERROR, "EOF when reading a line").into());
    }
    let n = text.len();
    let end = if text.at(n - 1) == Some(10) { n - 1 } else { n };
    Ok(vm.new_text(text.slice(0, end)))
}

/// slots: prompt. Writes it, then waits for a line.
pub static INPUT: NativeDef = NativeDef {
    name: "input",
    catches: false,
    resume: |vm, f, answer| {
        let text = match (f.pc, answer) {
            (0, Answer::Start) => match f.get(0) {
                None => None,
                Some(prompt) => {
                    f.pc = 1;
                    match vm.str(prompt)? {
                        Flow::Value(v) => Some(v),
                        Flow::Pushed => return Ok(Next::Wait),
                    }
                }
            },
            (1, Answer::Value(v)) => Some(v),
            (2, Answer::Value(line)) => return Ok(Next::Done(line)),
            _ => return Err(vm_bug!("input")),
        };
        let mut prompt = String::new();
        if let Some(text) = text {
            prompt = vm.text_of(&text);
            vm.heap.decref_own(text);
            vm.write_out(Stream::Stdout, &prompt);
        }
        f.pc = 2;
        vm.request = Some(HostRequest::Input { prompt });
        Ok(Next::Wait)
    },
};
