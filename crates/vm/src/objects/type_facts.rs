//! What `type` tells of the layout of instances, as a 64-bit CPython 3.14 has it: `__flags__`, `__basicsize__`,
//! `__itemsize__`, `__dictoffset__`, `__weakrefoffset__`. The machine's own layout is another (see `heap::object`); these
//! numbers are told, and counted by `sys.getsizeof`, and decide nothing.
//!
//! CPython: the structs of Include and Objects; Objects/typeobject.c (type_ready, inherit_special, inherit_patma_flags).

use pyvarium_heap::Ref;
use pyvarium_heap::types::{SlotImpl, Type, flags};

use crate::objects::class_slots::{keeps_dict, keeps_weakrefs};
use crate::slots::SlotId;
use crate::vm::Vm;

/// CPython: Py_TPFLAGS_READY and those that classes take over from their base.
const READY: u32 = 1 << 12;
const INLINE_VALUES: u32 = 1 << 2;
const MANAGED_WEAKREF: u32 = 1 << 3;
const MANAGED_DICT: u32 = 1 << 4;
const HAVE_VECTORCALL: u32 = 1 << 11;
const ITEMS_AT_END: u32 = 1 << 23;
/// Py_TPFLAGS_LONG_SUBCLASS to Py_TPFLAGS_TYPE_SUBCLASS.
const SUBCLASS_BITS: u32 = 0xff00_0000;

/// Unit: bytes. An offset of -1: a managed dict; of -32: managed weak references.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct TypeFacts {
    pub flags: u32,
    pub basicsize: u32,
    pub itemsize: u32,
    pub dictoffset: i32,
    pub weakrefoffset: i32,
}

impl TypeFacts {
    /// What stands in front of an object of the class. CPython: _PyType_PreHeaderSize. Unit: bytes.
    pub fn preheader(self) -> u64 {
        let gc = if self.flags & flags::HAVE_GC != 0 { 16 } else { 0 };
        gc + if self.flags & (MANAGED_DICT | MANAGED_WEAKREF) != 0 { 16 } else { 0 }
    }
}

impl Vm {
    pub fn type_facts(&self, ty: Ref) -> TypeFacts {
        let Some(t) = self.heap.as_type(ty) else {
            return TypeFacts { flags: 0, basicsize: 16, itemsize: 0, dictoffset: 0, weakrefoffset: 0 };
        };
        let native = self.native_facts(t, ty);
        if !t.has(flags::HEAPTYPE) {
            return native;
        }
        let def = self.tables.types.get(t.def as usize);
        let added = t.basicsize.saturating_sub(def.map_or(16, |d| d.basicsize));
        let dictoffset = match native.dictoffset {
            0 if keeps_dict(self, ty) => -1,
            offset => offset,
        };
        let weakrefoffset = match native.weakrefoffset {
            0 if native.itemsize == 0 && keeps_weakrefs(self, ty) => -32,
            offset => offset,
        };
        let taken_over = SUBCLASS_BITS | flags::MATCH_SELF | ITEMS_AT_END | if self.defines_call(ty) { 0 } else { HAVE_VECTORCALL };
        let mut all = flags::HEAPTYPE | flags::BASETYPE | flags::HAVE_GC | READY | (native.flags & taken_over);
        all |= t.flags & (flags::SEQUENCE | flags::MAPPING | flags::IS_ABSTRACT);
        all |= native.flags & (flags::SEQUENCE | flags::MAPPING);
        if dictoffset == -1 {
            all |= MANAGED_DICT | if native.itemsize == 0 { INLINE_VALUES } else { 0 };
        }
        if weakrefoffset == -32 {
            all |= MANAGED_WEAKREF;
        }
        TypeFacts { flags: all, basicsize: native.basicsize + added, itemsize: native.itemsize, dictoffset, weakrefoffset }
    }

    /// Of the nearest native base.
    fn native_facts(&self, t: &Type, ty: Ref) -> TypeFacts {
        let name = self.tables.types.get(t.def as usize).map_or("object", |d| d.name);
        if let Ok(at) = FACTS.binary_search_by(|row| row.0.cmp(name))
            && let Some((_, flags, basicsize, itemsize, dictoffset, weakrefoffset)) = FACTS.get(at).copied()
        {
            return TypeFacts { flags, basicsize, itemsize, dictoffset, weakrefoffset };
        }
        let is_heap = t.has(flags::HEAPTYPE);
        TypeFacts {
            flags: (t.flags & !0x1f) | READY | if is_heap { 0 } else { flags::IMMUTABLE },
            basicsize: self.tables.types.get(t.def as usize).map_or(t.basicsize, |d| d.basicsize),
            itemsize: t.itemsize,
            dictoffset: if !is_heap && keeps_dict(self, ty) { -1 } else { 0 },
            weakrefoffset: if !is_heap && keeps_weakrefs(self, ty) { -32 } else { 0 },
        }
    }

    /// A Python class among the MRO's says what a call does.
    fn defines_call(&self, ty: Ref) -> bool {
        let slot = self.heap.as_type(ty).and_then(|t| t.slots.get(SlotId::Call as usize)).copied();
        slot == Some(SlotImpl::Python)
    }
}

/// By name: flags, basicsize, itemsize, dictoffset, weakrefoffset. Sorted. From CPython 3.14.2's 32-bit build, which has the same
/// flags, and the structs.
#[rustfmt::skip]
const FACTS: &[(&str, u32, u32, u32, i32, i32)] = &[
    ("ArithmeticError", 0x40005502, 72, 0, 16, 0), ("AssertionError", 0x40005502, 72, 0, 16, 0),
    ("AttributeError", 0x40005502, 88, 0, 16, 0), ("BaseException", 0x40005502, 72, 0, 16, 0),
    ("BaseExceptionGroup", 0x40005502, 88, 0, 16, 0), ("BlockingIOError", 0x40005502, 112, 0, 16, 0),
    ("BrokenPipeError", 0x40005502, 112, 0, 16, 0), ("BufferError", 0x40005502, 72, 0, 16, 0),
    ("BytesWarning", 0x40005502, 72, 0, 16, 0), ("ChildProcessError", 0x40005502, 112, 0, 16, 0),
    ("ConnectionAbortedError", 0x40005502, 112, 0, 16, 0), ("ConnectionError", 0x40005502, 112, 0, 16, 0),
    ("ConnectionRefusedError", 0x40005502, 112, 0, 16, 0), ("ConnectionResetError", 0x40005502, 112, 0, 16, 0),
    ("DeprecationWarning", 0x40005502, 72, 0, 16, 0), ("EOFError", 0x40005502, 72, 0, 16, 0),
    ("EncodingWarning", 0x40005502, 72, 0, 16, 0), ("Exception", 0x40005502, 72, 0, 16, 0),
    ("ExceptionGroup", 0x40005608, 88, 0, 16, -32), ("FileExistsError", 0x40005502, 112, 0, 16, 0),
    ("FileNotFoundError", 0x40005502, 112, 0, 16, 0), ("FloatingPointError", 0x40005502, 72, 0, 16, 0),
    ("FrameLocalsProxy", 0x5142, 24, 0, 0, 0), ("FutureWarning", 0x40005502, 72, 0, 16, 0),
    ("GeneratorExit", 0x40005502, 72, 0, 16, 0), ("ImportError", 0x40005502, 104, 0, 16, 0),
    ("ImportWarning", 0x40005502, 72, 0, 16, 0), ("IndentationError", 0x40005502, 144, 0, 16, 0),
    ("IndexError", 0x40005502, 72, 0, 16, 0), ("InterruptedError", 0x40005502, 112, 0, 16, 0),
    ("IsADirectoryError", 0x40005502, 112, 0, 16, 0), ("KeyError", 0x40005502, 72, 0, 16, 0),
    ("KeyboardInterrupt", 0x40005502, 72, 0, 16, 0), ("LookupError", 0x40005502, 72, 0, 16, 0),
    ("MemoryError", 0x40005502, 72, 0, 16, 0), ("ModuleNotFoundError", 0x40005502, 104, 0, 16, 0),
    ("NameError", 0x40005502, 80, 0, 16, 0), ("NoDefaultType", 0x1102, 16, 0, 0, 0), ("NoneType", 0x1102, 16, 0, 0, 0),
    ("NotADirectoryError", 0x40005502, 112, 0, 16, 0), ("NotImplementedError", 0x40005502, 72, 0, 16, 0),
    ("NotImplementedType", 0x1102, 16, 0, 0, 0), ("OSError", 0x40005502, 112, 0, 16, 0),
    ("OverflowError", 0x40005502, 72, 0, 16, 0), ("PendingDeprecationWarning", 0x40005502, 72, 0, 16, 0),
    ("PermissionError", 0x40005502, 112, 0, 16, 0), ("ProcessLookupError", 0x40005502, 112, 0, 16, 0),
    ("PyCapsule", 0x5182, 64, 0, 0, 0), ("PythonFinalizationError", 0x40005502, 72, 0, 16, 0),
    ("RecursionError", 0x40005502, 72, 0, 16, 0), ("ReferenceError", 0x40005502, 72, 0, 16, 0),
    ("ResourceWarning", 0x40005502, 72, 0, 16, 0), ("RuntimeError", 0x40005502, 72, 0, 16, 0),
    ("RuntimeWarning", 0x40005502, 72, 0, 16, 0), ("StopAsyncIteration", 0x40005502, 72, 0, 16, 0),
    ("StopIteration", 0x40005502, 80, 0, 16, 0), ("SyntaxError", 0x40005502, 144, 0, 16, 0),
    ("SyntaxWarning", 0x40005502, 72, 0, 16, 0), ("SystemError", 0x40005502, 72, 0, 16, 0),
    ("SystemExit", 0x40005502, 80, 0, 16, 0), ("TabError", 0x40005502, 144, 0, 16, 0),
    ("TimeoutError", 0x40005502, 112, 0, 16, 0), ("Token.MISSING", 0x1182, 16, 0, 0, 0), ("TypeError", 0x40005502, 72, 0, 16, 0),
    ("UnboundLocalError", 0x40005502, 80, 0, 16, 0), ("UnicodeDecodeError", 0x40005502, 112, 0, 16, 0),
    ("UnicodeEncodeError", 0x40005502, 112, 0, 16, 0), ("UnicodeError", 0x40005502, 72, 0, 16, 0),
    ("UnicodeTranslateError", 0x40005502, 112, 0, 16, 0), ("UnicodeWarning", 0x40005502, 72, 0, 16, 0),
    ("UnraisableHookArgs", 0x4405122, 32, 8, 0, 0), ("UserWarning", 0x40005502, 72, 0, 16, 0),
    ("ValueError", 0x40005502, 72, 0, 16, 0), ("Warning", 0x40005502, 72, 0, 16, 0),
    ("ZeroDivisionError", 0x40005502, 72, 0, 16, 0), ("_IncompleteInputError", 0x40005502, 144, 0, 16, 0),
    ("_abc._abc_data", 0x5200, 48, 0, 0, 0), ("_buffer_wrapper", 0x5182, 32, 0, 0, 0),
    ("_contextvars.Context", 0x5102, 48, 0, 0, 32), ("_contextvars.ContextVar", 0x5102, 64, 0, 0, 0),
    ("_contextvars.Token", 0x5102, 48, 0, 0, 0), ("_io.BufferedRWPair", 0x5700, 48, 0, 32, 40),
    ("_io.BufferedRandom", 0x5700, 152, 0, 136, 144), ("_io.BufferedReader", 0x5700, 152, 0, 136, 144),
    ("_io.BufferedWriter", 0x5700, 152, 0, 136, 144), ("_io.BytesIO", 0x5700, 64, 0, 40, 48),
    ("_io.FileIO", 0x5700, 48, 0, 40, 32), ("_io.IncrementalNewlineDecoder", 0x5700, 40, 0, 0, 0),
    ("_io.StringIO", 0x5700, 120, 0, 96, 104), ("_io.TextIOWrapper", 0x5700, 200, 0, 184, 176),
    ("_io._BufferedIOBase", 0x5700, 32, 0, 16, 24), ("_io._BytesIOBuffer", 0x5380, 24, 0, 0, 0),
    ("_io._IOBase", 0x5700, 32, 0, 16, 24), ("_io._RawIOBase", 0x5700, 32, 0, 16, 24), ("_io._TextIOBase", 0x5700, 32, 0, 16, 24),
    ("_random.Random", 0x1600, 2520, 0, 0, 0), ("_sre.SRE_Scanner", 0x5380, 248, 0, 0, 0),
    ("_sre.SRE_Template", 0x5380, 40, 16, 0, 0), ("_struct.Struct", 0x5700, 56, 0, 0, 48),
    ("_struct.unpack_iterator", 0x5380, 120, 0, 0, 0), ("_thread.RLock", 0x5708, 40, 0, 0, -32),
    ("_thread._ThreadHandle", 0x5300, 24, 0, 0, 0), ("_thread._local", 0x5700, 56, 0, 0, 32),
    ("_thread.lock", 0x5308, 24, 0, 0, -32), ("anext_awaitable", 0x5182, 32, 0, 0, 0), ("async_generator", 0x5182, 152, 8, 0, 16),
    ("async_generator_asend", 0x5182, 40, 0, 0, 0), ("async_generator_athrow", 0x5182, 40, 0, 0, 0),
    ("async_generator_wrapped_value", 0x5182, 24, 0, 0, 0), ("asyncgen_hooks", 0x4405122, 32, 8, 0, 0),
    ("bool", 0x1401102, 24, 4, 0, 0), ("builtin_function_or_method", 0x5982, 56, 0, 0, 40), ("bytearray", 0x401502, 56, 0, 0, 0),
    ("bytearray_iterator", 0x5182, 32, 0, 0, 0), ("bytes", 0x8401502, 33, 1, 0, 0), ("bytes_iterator", 0x5182, 32, 0, 0, 0),
    ("callable_iterator", 0x5182, 32, 0, 0, 0), ("cell", 0x5102, 24, 0, 0, 0), ("classmethod", 0x5502, 32, 0, 24, 0),
    ("classmethod_descriptor", 0x5182, 56, 0, 0, 0), ("code", 0x1102, 208, 2, 0, 144),
    ("collections.OrderedDict", 0x20405542, 112, 0, 96, 104), ("collections._deque_iterator", 0x5300, 56, 0, 0, 0),
    ("collections._deque_reverse_iterator", 0x5300, 56, 0, 0, 0), ("collections._tuplegetter", 0x5300, 32, 0, 0, 0),
    ("collections.defaultdict", 0x20405740, 56, 0, 0, 0), ("collections.deque", 0x5720, 216, 0, 0, 208),
    ("complex", 0x1502, 32, 0, 0, 0), ("coroutine", 0x5182, 152, 8, 0, 16), ("coroutine_wrapper", 0x5182, 24, 0, 0, 0),
    ("dict", 0x20405542, 48, 0, 0, 0), ("dict_itemiterator", 0x5182, 56, 0, 0, 0), ("dict_items", 0x5182, 24, 0, 0, 0),
    ("dict_keyiterator", 0x5182, 56, 0, 0, 0), ("dict_keys", 0x5182, 24, 0, 0, 0),
    ("dict_reverseitemiterator", 0x5182, 56, 0, 0, 0), ("dict_reversekeyiterator", 0x5182, 56, 0, 0, 0),
    ("dict_reversevalueiterator", 0x5182, 56, 0, 0, 0), ("dict_valueiterator", 0x5182, 56, 0, 0, 0),
    ("dict_values", 0x5182, 24, 0, 0, 0), ("ellipsis", 0x1102, 16, 0, 0, 0), ("enumerate", 0x5502, 56, 0, 0, 0),
    ("fieldnameiterator", 0x1182, 56, 0, 0, 0), ("filter", 0x5502, 32, 0, 0, 0), ("float", 0x401502, 24, 0, 0, 0),
    ("formatteriterator", 0x1182, 48, 0, 0, 0), ("frame", 0x5182, 152, 8, 0, 0), ("frozenset", 0x405502, 200, 0, 0, 192),
    ("function", 0x25902, 152, 0, 88, 96), ("functools.KeyWrapper", 0x5380, 32, 0, 0, 0),
    ("functools._PlaceholderType", 0x5300, 16, 0, 0, 0), ("functools._lru_cache_wrapper", 0x25300, 152, 0, 136, 144),
    ("functools._lru_list_elem", 0x1380, 56, 0, 0, 0), ("functools.partial", 0x5f00, 80, 0, 40, 48),
    ("generator", 0x5182, 152, 8, 0, 16), ("generic_alias_iterator", 0x5182, 24, 0, 0, 0),
    ("getset_descriptor", 0x5182, 48, 0, 0, 0), ("int", 0x1401502, 24, 4, 0, 0), ("iterator", 0x5182, 32, 0, 0, 0),
    ("itertools._grouper", 0x5300, 32, 0, 0, 0), ("itertools._tee", 0x5300, 48, 0, 0, 32),
    ("itertools._tee_dataobject", 0x5300, 496, 0, 0, 0), ("itertools.accumulate", 0x5700, 56, 0, 0, 0),
    ("itertools.batched", 0x5700, 40, 0, 0, 0), ("itertools.chain", 0x5700, 32, 0, 0, 0),
    ("itertools.combinations", 0x5700, 56, 0, 0, 0), ("itertools.combinations_with_replacement", 0x5700, 56, 0, 0, 0),
    ("itertools.compress", 0x5700, 32, 0, 0, 0), ("itertools.count", 0x5700, 40, 0, 0, 0),
    ("itertools.cycle", 0x5700, 48, 0, 0, 0), ("itertools.dropwhile", 0x5700, 40, 0, 0, 0),
    ("itertools.filterfalse", 0x5700, 32, 0, 0, 0), ("itertools.groupby", 0x5700, 72, 0, 0, 0),
    ("itertools.islice", 0x5700, 56, 0, 0, 0), ("itertools.pairwise", 0x5700, 40, 0, 0, 0),
    ("itertools.permutations", 0x5700, 64, 0, 0, 0), ("itertools.product", 0x5700, 48, 0, 0, 0),
    ("itertools.repeat", 0x5700, 32, 0, 0, 0), ("itertools.starmap", 0x5700, 32, 0, 0, 0),
    ("itertools.takewhile", 0x5700, 40, 0, 0, 0), ("itertools.zip_longest", 0x5700, 56, 0, 0, 0),
    ("line_iterator", 0x1582, 64, 0, 0, 0), ("list", 0x2405522, 40, 0, 0, 0), ("list_iterator", 0x5182, 32, 0, 0, 0),
    ("list_reverseiterator", 0x5182, 32, 0, 0, 0), ("longrange_iterator", 0x1182, 40, 0, 0, 0), ("map", 0x5502, 40, 0, 0, 0),
    ("mappingproxy", 0x5142, 24, 0, 0, 0), ("member_descriptor", 0x5182, 48, 0, 0, 0), ("memory_iterator", 0x5182, 48, 0, 0, 0),
    ("memoryview", 0x5122, 144, 8, 0, 136), ("method", 0x5902, 48, 0, 0, 32), ("method-wrapper", 0x5182, 32, 0, 0, 0),
    ("method_descriptor", 0x25982, 56, 0, 0, 0), ("module", 0x5502, 56, 0, 16, 40), ("object", 0x1502, 16, 0, 0, 0),
    ("odict_items", 0x5102, 24, 0, 0, 0), ("odict_iterator", 0x5182, 64, 0, 0, 0), ("odict_keys", 0x5102, 24, 0, 0, 0),
    ("odict_values", 0x5102, 24, 0, 0, 0), ("operator.attrgetter", 0x5b00, 40, 0, 0, 0),
    ("operator.itemgetter", 0x5b00, 48, 0, 0, 0), ("operator.methodcaller", 0x5b00, 64, 0, 0, 0),
    ("positions_iterator", 0x1582, 80, 0, 0, 0), ("posix.DirEntry", 0x1280, 72, 0, 0, 0),
    ("posix.ScandirIterator", 0x1281, 120, 0, 0, 0), ("posix.times_result", 0x4405220, 32, 8, 0, 0),
    ("posix.uname_result", 0x4405220, 32, 8, 0, 0), ("property", 0x5502, 64, 0, 0, 0), ("range", 0x1122, 48, 0, 0, 0),
    ("range_iterator", 0x1182, 40, 0, 0, 0), ("re.Match", 0x5380, 88, 8, 0, 0), ("re.Pattern", 0x5380, 96, 4, 0, 64),
    ("reversed", 0x5502, 32, 0, 0, 0), ("set", 0x405502, 200, 0, 0, 192), ("set_iterator", 0x5182, 48, 0, 0, 0),
    ("slice", 0x5102, 40, 0, 0, 0), ("staticmethod", 0x5502, 32, 0, 24, 0), ("str", 0x10401502, 64, 0, 0, 0),
    ("str_ascii_iterator", 0x5182, 32, 0, 0, 0), ("str_iterator", 0x5182, 32, 0, 0, 0),
    ("string.templatelib.Interpolation", 0x5102, 48, 0, 0, 0), ("string.templatelib.Template", 0x5102, 32, 0, 0, 0),
    ("string.templatelib.TemplateIter", 0x5182, 40, 0, 0, 0), ("super", 0x5502, 40, 0, 0, 0),
    ("sys.flags", 0x44051a2, 56, 8, 0, 0), ("sys.float_info", 0x4405122, 32, 8, 0, 0), ("sys.hash_info", 0x4405122, 32, 8, 0, 0),
    ("sys.int_info", 0x4405122, 32, 8, 0, 0), ("sys.thread_info", 0x4405122, 32, 8, 0, 0),
    ("sys.version_info", 0x44051a2, 32, 8, 0, 0), ("time.struct_time", 0x4405220, 48, 8, 0, 0),
    ("traceback", 0x5102, 40, 0, 0, 0), ("tuple", 0x4405522, 32, 8, 0, 0), ("tuple_iterator", 0x5182, 32, 0, 0, 0),
    ("type", 0x80805d02, 936, 40, 264, 368), ("types.GenericAlias", 0x5d02, 64, 0, 0, 40),
    ("types.SimpleNamespace", 0x5502, 24, 0, 16, 0), ("typing.ParamSpec", 0x531c, 56, 0, -1, -32),
    ("typing.ParamSpecArgs", 0x5308, 24, 0, 0, -32), ("typing.ParamSpecKwargs", 0x5308, 24, 0, 0, -32),
    ("typing.TypeAliasType", 0x5102, 56, 0, 0, 0), ("typing.TypeVar", 0x531c, 80, 0, -1, -32),
    ("typing.TypeVarTuple", 0x531c, 40, 0, -1, -32), ("typing.Union", 0x5182, 56, 0, 0, 48),
    ("weakref.CallableProxyType", 0x5182, 64, 0, 0, 0), ("weakref.ProxyType", 0x5182, 64, 0, 0, 0),
    ("weakref.ReferenceType", 0x5d02, 64, 0, 0, 0), ("wrapper_descriptor", 0x25182, 56, 0, 0, 0), ("zip", 0x5502, 48, 0, 0, 0),
];
