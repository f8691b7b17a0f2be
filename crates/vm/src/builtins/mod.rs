//! The builtins module: its functions, one file a family.
//!
//! CPython: Python/bltinmodule.c.

pub mod basic;

pub mod eval;

pub mod print;

pub mod iteration;

pub mod reduce;

pub mod sorted;
pub mod source;
pub mod tree;

use pyvarium_heap::{Ref, Slot};

use crate::args::Args;
use crate::core::ids;
use crate::native::{FnDef, ModuleDef};
use crate::stop::Res;
use crate::vm::Vm;

pub static BUILTINS: ModuleDef = ModuleDef {
    name: "builtins",
    doc: None,
    functions: &[
        FnDef::new("__build_class__", "*args, **kwargs", crate::objects::build_class::build_class),
        FnDef::new("__import__", "name, globals=None, locals=None, fromlist=(), level=0", crate::import::dunder_import),
        FnDef::new("abs", "number, /", basic::abs),
        FnDef::new("all", "iterable, /", reduce::all),
        FnDef::new("any", "iterable, /", reduce::any),
        FnDef::new("ascii", "obj, /", |vm, a| vm.ascii(a.at(0)?)),
        FnDef::new("bin", "number, /", |vm, a| basic::radix(vm, a, 2)),
        FnDef::new("breakpoint", "*args, **kwargs", breakpoint),
        FnDef::new("callable", "obj, /", basic::callable),
        FnDef::new("chr", "i, /", basic::chr),
        FnDef::new("compile", "source, filename, mode, flags=0, dont_inherit=False, optimize=-1, *, _feature_version=-1", eval::compile),
        FnDef::new("delattr", "obj, name, /", |vm, a| vm.setattr(a.at(0)?, a.at(1)?, None)),
        FnDef::new("dir", "object=None, /", basic::dir),
        FnDef::new("divmod", "x, y, /", |vm, a| vm.binary_op(crate::protocol::number::DIVMOD_INDEX, a.at(0)?, a.at(1)?, false)),
        FnDef::new("eval", "source, /, globals=None, locals=None", eval::eval),
        FnDef::new("exec", "source, /, globals=None, locals=None, *, closure=None", eval::exec),
        FnDef::new("aiter", "async_iterable, /", crate::objects::async_gen::aiter),
        FnDef::new("anext", "async_iterator, default=<unrepresentable>, /", crate::objects::anext::anext),
        FnDef::new("format", "value, format_spec='', /", |vm, a| {
            if let Some(spec) = a.get(1).filter(|s| vm.heap.text(*s).is_none()) {
                let message = format!("format() argument 2 must be str, not {}", vm.given_name(spec));
                return vm.type_err(&message);
            }
            vm.format(a.at(0)?, a.get(1))
        }),
        FnDef::new("getattr", "object, name, default=None, /", basic::getattr),
        FnDef::new("globals", "", basic::globals),
        FnDef::new("hasattr", "obj, name, /", basic::hasattr),
        FnDef::new("hash", "obj, /", |vm, a| vm.hash(a.at(0)?)),
        FnDef::new("hex", "number, /", |vm, a| basic::radix(vm, a, 16)),
        FnDef::new("id", "obj, /", basic::id),
        FnDef::new("input", "prompt='', /", eval::input),
        FnDef::new("isinstance", "obj, class_or_tuple, /", |vm, a| vm.check_class(a.at(0)?, a.at(1)?, false)),
        FnDef::new("issubclass", "cls, class_or_tuple, /", |vm, a| vm.check_class(a.at(0)?, a.at(1)?, true)),
        FnDef::new("iter", "object, sentinel=None, /", iteration::iter),
        FnDef::new("len", "obj, /", |vm, a| vm.length(a.at(0)?)),
        FnDef::new("locals", "", basic::locals),
        FnDef::new("max", "*args, key=None, default=None", |vm, a| reduce::min_max(vm, a, true)),
        FnDef::new("min", "*args, key=None, default=None", |vm, a| reduce::min_max(vm, a, false)),
        FnDef::new("next", "iterator, default=None, /", iteration::next),
        FnDef::new("oct", "number, /", |vm, a| basic::radix(vm, a, 8)),
        FnDef::new("ord", "character, /", basic::ord),
        FnDef::new("pow", "base, exp, mod=None", basic::pow),
        FnDef::new("print", "*args, sep=' ', end='\\n', file=None, flush=False", print::print),
        FnDef::new("repr", "obj, /", |vm, a| vm.repr(a.at(0)?)),
        FnDef::new("round", "number, ndigits=None", basic::round),
        FnDef::new("setattr", "obj, name, value, /", |vm, a| vm.setattr(a.at(0)?, a.at(1)?, Some(a.at(2)?))),
        FnDef::new("sorted", "*args, **kwargs", sorted::sorted),
        FnDef::new("sum", "iterable, /, start=0", reduce::sum),
        FnDef::new("vars", "object=None, /", basic::vars),
    ],
    types: &[
        ids::OBJECT,
        ids::TYPE,
        ids::INT,
        ids::BOOL,
        ids::FLOAT,
        ids::COMPLEX,
        ids::STR,
        ids::BYTES,
        ids::BYTEARRAY,
        ids::MEMORYVIEW,
        ids::TUPLE,
        ids::LIST,
        ids::DICT,
        ids::SET,
        ids::FROZENSET,
        ids::RANGE,
        ids::SLICE,
        ids::PROPERTY,
        ids::CLASSMETHOD,
        ids::STATICMETHOD,
        ids::SUPER,
        ids::ENUMERATE,
        ids::ZIP,
        ids::MAP,
        ids::FILTER,
        ids::REVERSED,
    ],
    exec: Some(|vm, module| {
        for name in ["EnvironmentError", "IOError"] {
            let ty = vm.ty(ids::OS_ERROR);
            let own = vm.heap.own(ty);
            if let Some(dict) = vm.module_dict(module) {
                vm.dict_set_named(dict, name, own);
            }
        }
        Ok(())
    }),
};

/// Calls sys.breakpointhook. CPython: builtin_breakpoint_impl.
fn breakpoint(vm: &mut Vm, args: &Args) -> Res {
    let hook = vm.sys_dict().and_then(|d| vm.dict_get_named(d, "breakpointhook"));
    match hook {
        Some(hook) => vm.call(hook, args),
        None => Err(crate::exc::runtime_error(vm, "lost sys.breakpointhook")),
    }
}

/// Names of our builtin modules that are CPython's and not here yet. The modules here are not
/// complete, so a name that one lacks is "not supported" rather than a wrong AttributeError.
pub fn known_missing(module: &str, name: &str) -> bool {
    match module {
        "_codecs" => name.starts_with("utf_7_"),
        "binascii" => ["a2b_qp", "a2b_uu", "b2a_qp", "b2a_uu"].contains(&name),
        "time" => ["clock_settime", "clock_settime_ns", "pthread_getcpuclockid"].contains(&name),
        // What a Linux has, and the reference's build has not, is not listed here.
        "posix" => !name.starts_with('_'),
        _ => false,
    }
}

/// The names of builtins in the order of its namespace, which suggestions and listings show. CPython: builtin_methods,
/// _PyBuiltin_Init, _PyBuiltins_AddExceptions.
const ORDER: &str = "\
    __build_class__ __import__ abs all any ascii bin breakpoint callable chr compile delattr dir divmod eval exec format \
    getattr globals hasattr hash hex id input isinstance issubclass iter aiter len locals max min next anext oct ord pow \
    print repr round setattr sorted sum vars None Ellipsis NotImplemented False True bool memoryview bytearray bytes \
    classmethod complex dict enumerate filter float frozenset property int list map object range reversed set slice \
    staticmethod str super tuple type zip __debug__ BaseException BaseExceptionGroup Exception GeneratorExit \
    KeyboardInterrupt SystemExit ArithmeticError AssertionError AttributeError BufferError EOFError ImportError LookupError \
    MemoryError NameError OSError ReferenceError RuntimeError StopAsyncIteration StopIteration SyntaxError SystemError \
    TypeError ValueError Warning FloatingPointError OverflowError ZeroDivisionError BytesWarning DeprecationWarning \
    EncodingWarning FutureWarning ImportWarning PendingDeprecationWarning ResourceWarning RuntimeWarning SyntaxWarning \
    UnicodeWarning UserWarning BlockingIOError ChildProcessError ConnectionError FileExistsError FileNotFoundError \
    InterruptedError IsADirectoryError NotADirectoryError PermissionError ProcessLookupError TimeoutError IndentationError \
    _IncompleteInputError IndexError KeyError ModuleNotFoundError NotImplementedError PythonFinalizationError RecursionError \
    UnboundLocalError UnicodeError BrokenPipeError ConnectionAbortedError ConnectionRefusedError ConnectionResetError \
    TabError UnicodeDecodeError UnicodeEncodeError UnicodeTranslateError ExceptionGroup EnvironmentError IOError \
";

impl Vm {
    /// Puts the namespace of builtins in CPython's order.
    pub(crate) fn order_builtins(&mut self) {
        let dict = self.builtins;
        let mut old: Vec<(Ref, Slot, Slot)> = Vec::new();
        if let Some(taken) = self.heap.dict_mut(dict).map(|d| d.take()) {
            old = taken.entries().iter().filter_map(|e| Some((e.key.get()?, e.key, e.value))).collect();
        }
        let place = |vm: &Vm, key: Ref| {
            let name = vm.heap.str_lossy(key);
            // What every module has comes first, what is known to nobody last.
            if name.starts_with("__") && !["__build_class__", "__import__", "__debug__"].contains(&name.as_str()) {
                return 0;
            }
            ORDER.split_whitespace().position(|n| n == name).map_or(usize::MAX, |i| i + 1)
        };
        old.sort_by_key(|(key, _, _)| place(self, *key));
        for (_, key, value) in old {
            self.dict_insert_slots(dict, key, value);
        }
    }
}
