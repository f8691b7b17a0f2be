//! What an object is made of: a head (type, address, serial) and one of a closed set of
//! bodies. Types of the library do not add bodies: they use `Native`, slots with plain numbers.

use std::hash::{Hash, Hasher};
use std::rc::Rc;

use num_bigint::BigInt;
use smallvec::SmallVec;

use crate::alloc::Address;
use crate::code::Code;
use crate::dict::Dict;
use crate::frame::PyFrame;
use crate::set::Set;
use crate::text::Text;
use crate::types::Type;
use crate::value::{Ref, Serial, Slot};

/// What `sys.getrefcount` says of an immortal object. CPython: _Py_IMMORTAL_INITIAL_REFCNT.
pub const IMMORTAL_REFCNT: u32 = 3 << 30;

#[derive(Clone, Hash, Debug)]
pub struct Head {
    /// Counted, unless the type is immortal. None only in free places and while `type` is made.
    pub ty: Option<Ref>,
    pub address: Address,
    pub flags: u32,
    pub serial: Serial,
}

pub const FREE_HEAD: Head = Head { ty: None, address: Address(0), flags: 0, serial: Serial(0) };

/// Bits of `Head::flags`.
pub mod head_flags {
    /// `__del__` has been called once. CPython: _PyGC_PREV_MASK_FINALIZED.
    pub const FINALIZED: u32 = 1;
    /// Known to the cyclic collector.
    pub const TRACKED: u32 = 2;
    /// No longer young: in one of the two old spaces, frozen, or garbage at hand.
    pub const OLD: u32 = 4;
    /// Somebody holds a weak reference.
    pub const HAS_WEAKREFS: u32 = 8;
    /// Its contents are being released.
    pub const DYING: u32 = 16;
    /// Is a weak reference: its first slot borrows what it refers to, its second owns the callback.
    pub const IS_WEAKREF: u32 = 32;
    /// Of an old object: it is in the second of the two spaces. CPython: _PyGC_NEXT_MASK_OLD_SPACE_1.
    pub const SPACE: u32 = 64;
    /// Has a GC header, but the collector does not see it: a tuple of nothing that could be in a cycle.
    pub const UNTRACKED: u32 = 128;
    /// Unit of the size kept in the upper bits: 16 bytes.
    pub const SIZE_SHIFT: u32 = 8;
}

/// Attributes of an instance: inline values in the order of the class's shared keys, or a dict.
/// CPython: Objects/dictobject.c, PyDictValues and PyManagedDictPointer.
#[derive(Clone, Hash, Debug, Default)]
pub struct Attrs {
    /// Name and value; a NULL value is an attribute that was deleted.
    pub inline: SmallVec<[(Slot, Slot); 4]>,
    /// The materialized `__dict__`; then `inline` is empty.
    pub dict: Slot,
    /// The dict only shows values that stay the instance's own: it was asked for, not assigned. CPython:
    /// PyDictValues.embedded.
    pub is_shown: bool,
}

/// The tail that instances of Python classes carry.
#[derive(Clone, Hash, Debug, Default)]
pub struct Instance {
    /// Values of `__slots__`, base classes' first.
    pub members: SmallVec<[Slot; 2]>,
    pub attrs: Attrs,
}

/// An instance of a Python class that derives from a builtin with a layout of its own.
#[derive(Clone, Hash, Debug)]
pub struct Extended {
    pub inner: Body,
    pub instance: Instance,
}

#[derive(Clone, PartialEq, Eq, Hash, Debug, Default)]
pub struct List {
    pub items: Vec<Slot>,
    /// Unit: items. Grown by CPython's rule, see `List::grow_to`.
    pub allocated: usize,
}

impl List {
    /// CPython: Objects/listobject.c, _PyList_AppendTakeRef.
    #[inline]
    pub fn push(&mut self, item: Slot) {
        let n = self.items.len();
        // Where there is room nothing is resized, however much room there is. MAX: a sort is going on.
        if n >= self.allocated || self.allocated == usize::MAX {
            self.allocated = List::allocated_for(self.allocated, n, n + 1);
        }
        self.items.push(item);
    }

    /// CPython: Objects/listobject.c, list_resize. Unit: items.
    pub fn allocated_for(allocated: usize, size: usize, new_size: usize) -> usize {
        if allocated >= new_size && new_size >= allocated >> 1 {
            return allocated;
        }
        if new_size == 0 {
            return 0;
        }
        let roomy = (new_size + (new_size >> 3) + 6) & !3;
        if new_size as i64 - size as i64 > (roomy - new_size) as i64 { (new_size + 3) & !3 } else { roomy }
    }
}

/// The bytes, and the room for them. They are changed like any vector; what that did to the room is found out when it is
/// next asked for.
#[derive(Clone, PartialEq, Eq, Hash, Debug, Default)]
pub struct ByteArray {
    bytes: Vec<u8>,
    /// ob_alloc, as it was for `size` bytes. Unit: bytes.
    allocated: usize,
    size: usize,
}

impl ByteArray {
    /// CPython: Objects/bytearrayobject.c, PyByteArray_FromStringAndSize.
    pub fn new(bytes: Vec<u8>) -> ByteArray {
        let size = bytes.len();
        ByteArray { bytes, allocated: if size == 0 { 0 } else { size + 1 }, size }
    }

    /// The room now, the end's zero included. CPython: PyByteArray_Resize. Unit: bytes.
    pub fn allocated(&self) -> usize {
        let size = self.bytes.len();
        let room = self.allocated;
        match size {
            _ if size == self.size => room,
            _ if size < room && size >= room / 2 => room,
            _ if size < room => size + 1,
            _ if size * 8 <= room * 9 => size + (size >> 3) + if size < 9 { 3 } else { 6 },
            _ => size + 1,
        }
    }
}

impl std::ops::Deref for ByteArray {
    type Target = Vec<u8>;
    fn deref(&self) -> &Vec<u8> {
        &self.bytes
    }
}

impl std::ops::DerefMut for ByteArray {
    fn deref_mut(&mut self) -> &mut Vec<u8> {
        (self.allocated, self.size) = (self.allocated(), self.bytes.len());
        &mut self.bytes
    }
}

#[derive(Clone, PartialEq, Eq, Hash, Debug, Default)]
pub struct Tuple {
    pub items: Vec<Slot>,
    /// The cached hash (3.14 has one).
    pub hash: Option<i64>,
}

/// Places of a function object.
#[derive(Clone, Hash, Debug, Default)]
pub struct Function {
    pub code: Slot,
    pub globals: Slot,
    pub builtins: Slot,
    pub name: Slot,
    pub qualname: Slot,
    pub module: Slot,
    pub defaults: Slot,
    pub kwdefaults: Slot,
    pub doc: Slot,
    pub dict: Slot,
    pub closure: Slot,
    pub annotations: Slot,
    pub annotate: Slot,
    pub typeparams: Slot,
    /// Code, defaults or keyword defaults have been assigned. CPython: func_version, cleared.
    pub is_changed: bool,
}

impl Function {
    /// In the order in which func_clear and func_dealloc release them.
    pub fn slots(&self) -> [Slot; 14] {
        [
            self.globals,
            self.builtins,
            self.module,
            self.defaults,
            self.kwdefaults,
            self.doc,
            self.dict,
            self.closure,
            self.annotations,
            self.annotate,
            self.typeparams,
            self.code,
            self.name,
            self.qualname,
        ]
    }
}

/// A native callable: builtin function, method descriptor, slot wrapper, bound or not.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct Builtin {
    /// Index into the vm's table of native functions.
    pub function: u32,
    /// `__self__` of a bound one; NULL for descriptors.
    pub this: Slot,
    /// `__module__` of a function; `__objclass__` of a descriptor.
    pub owner: Slot,
}

#[derive(Clone, Hash, Debug, Default)]
pub struct Exception {
    pub args: Slot,
    pub traceback: Slot,
    pub context: Slot,
    pub cause: Slot,
    pub suppress_context: bool,
    /// What the class adds: `value` of StopIteration, `code` of SystemExit, `name`, `obj`, ...
    pub extra: SmallVec<[Slot; 4]>,
    pub dict: Slot,
}

impl Exception {
    /// In the order in which BaseException_clear releases them.
    pub fn slots(&self) -> impl Iterator<Item = Slot> + '_ {
        self.extra.iter().copied().chain([self.dict, self.args, self.traceback, self.cause, self.context])
    }
}

#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum GeneratorKind {
    Generator,
    Coroutine,
    AsyncGenerator,
}

#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum GeneratorState {
    Created,
    Suspended,
    /// Suspended inside `yield from` or `await`.
    SuspendedYieldFrom,
    Executing,
    Cleared,
}

#[derive(Clone, Hash, Debug)]
pub struct Generator {
    pub kind: GeneratorKind,
    pub state: GeneratorState,
    /// Here while it is not running; while it runs the thread has it.
    pub frame: Option<Box<PyFrame>>,
    pub name: Slot,
    pub qualname: Slot,
    /// gi_exc_state.exc_value: the exception that was being handled when it was suspended.
    pub exc_value: Slot,
    /// gi_code, counted, so that it stays known after the frame is gone.
    pub code: Slot,
    /// cr_origin; of an asynchronous generator the hook that finalizes it. CPython: gi_origin_or_finalizer.
    pub origin: Slot,
    /// ag_hooks_inited.
    pub has_hooks: bool,
    /// ag_closed and ag_running_async, of asynchronous generators.
    pub is_closed: bool,
    pub is_running_async: bool,
}

/// A frame object: a window on a running frame, and its owner once that has ended.
#[derive(Clone, Hash, Debug)]
pub struct FrameObject {
    /// The activation it shows.
    pub activation: Serial,
    /// The frame after it has ended. CPython: take_ownership.
    pub frame: Option<Box<PyFrame>>,
    pub back: Slot,
    pub code: Slot,
    /// f_trace.
    pub trace: Slot,
    /// What was put into f_locals beside the names of the code: a dict.
    pub extra_locals: Slot,
    pub trace_lines: bool,
    pub trace_opcodes: bool,
    /// The generator in which the frame may lie suspended. Not counted, and only to be believed if
    /// the frame there is this activation.
    pub generator: Option<Ref>,
}

/// The layout of every type that the heap knows nothing of.
#[derive(Clone, PartialEq, Eq, Hash, Debug, Default)]
pub struct Native {
    /// Released first to last when it dies.
    pub slots: SmallVec<[Slot; 4]>,
    /// Three have room here: what the iterator of a range needs.
    pub ints: SmallVec<[i64; 3]>,
    pub bytes: Vec<u8>,
}

impl Native {
    #[inline]
    pub fn slot(&self, i: usize) -> Slot {
        self.slots.get(i).copied().unwrap_or(Slot::NULL)
    }
    #[inline]
    pub fn int(&self, i: usize) -> i64 {
        self.ints.get(i).copied().unwrap_or(0)
    }
    pub fn set_int(&mut self, i: usize, value: i64) {
        if self.ints.len() <= i {
            self.ints.resize(i + 1, 0);
        }
        if let Some(int) = self.ints.get_mut(i) {
            *int = value;
        }
    }
    /// Puts a new value in and hands back the old one.
    pub fn set_slot(&mut self, i: usize, value: Slot) -> Slot {
        if self.slots.len() <= i {
            self.slots.resize(i + 1, Slot::NULL);
        }
        match self.slots.get_mut(i) {
            Some(slot) => std::mem::replace(slot, value),
            None => Slot::NULL,
        }
    }
}

#[derive(Clone, Debug, Default)]
pub enum Body {
    /// A free place of the store: the next free one.
    #[default]
    Taken,
    Free(Option<Ref>),
    /// object(), None, Ellipsis, NotImplemented.
    Plain,
    Int(i64),
    /// Beyond 64 bits.
    BigInt(Rc<BigInt>),
    Float(f64),
    Complex(Rc<(f64, f64)>),
    Str(Rc<Text>),
    Bytes(Rc<Vec<u8>>),
    ByteArray(Rc<ByteArray>),
    Tuple(Rc<Tuple>),
    List(Rc<List>),
    Dict(Rc<Dict>),
    Set(Rc<Set>),
    Instance(Rc<Instance>),
    Type(Rc<Type>),
    Function(Rc<Function>),
    Code(Rc<Code>),
    Cell(Slot),
    /// A bound method: function, then self.
    Method(Slot, Slot),
    Builtin(Rc<Builtin>),
    Exception(Rc<Exception>),
    Generator(Rc<Generator>),
    FrameObject(Rc<FrameObject>),
    Native(Rc<Native>),
    Extended(Rc<Extended>),
}

impl Hash for Body {
    fn hash<H: Hasher>(&self, state: &mut H) {
        std::mem::discriminant(self).hash(state);
        match self {
            Body::Taken | Body::Plain => {}
            Body::Free(next) => next.hash(state),
            Body::Int(n) => n.hash(state),
            Body::BigInt(n) => n.hash(state),
            Body::Float(v) => v.to_bits().hash(state),
            Body::Complex(z) => (z.0.to_bits(), z.1.to_bits()).hash(state),
            Body::Str(t) => t.hash_state(state),
            Body::Bytes(b) => b.hash(state),
            Body::ByteArray(b) => b.hash(state),
            Body::Tuple(t) => t.hash(state),
            Body::List(l) => l.hash(state),
            Body::Dict(d) => d.hash(state),
            Body::Set(s) => s.hash(state),
            Body::Instance(i) => i.hash(state),
            Body::Type(t) => t.hash(state),
            Body::Function(f) => f.hash(state),
            Body::Code(c) => c.number.hash(state),
            Body::Cell(s) => s.hash(state),
            Body::Method(f, s) => (f, s).hash(state),
            Body::Builtin(b) => b.hash(state),
            Body::Exception(e) => e.hash(state),
            Body::Generator(g) => g.hash(state),
            Body::FrameObject(f) => f.hash(state),
            Body::Native(n) => n.hash(state),
            Body::Extended(x) => x.hash(state),
        }
    }
}

impl Body {
    /// Of bytes and bytearrays.
    #[inline]
    pub fn plain_bytes(&self) -> Option<&Vec<u8>> {
        match self {
            Body::Bytes(b) => Some(b),
            Body::ByteArray(b) => Some(b),
            _ => None,
        }
    }

    /// What it holds beside its block, as CPython would. Unit: bytes.
    #[inline]
    pub fn outside_bytes(&self) -> u64 {
        (match self {
            Body::List(l) => l.items.len() * 8,
            Body::Dict(d) => d.keys_size_bytes(),
            Body::Set(s) => s.table().len() * 16,
            Body::ByteArray(b) => b.len(),
            Body::Extended(x) => return x.inner.outside_bytes(),
            _ => 0,
        }) as u64
    }

    /// Nothing inside can be released: death needs no work list.
    pub fn is_leaf(&self) -> bool {
        match self {
            Body::Taken | Body::Free(_) | Body::Plain | Body::Int(_) | Body::BigInt(_) | Body::Float(_) | Body::Complex(_) => true,
            Body::Str(_) | Body::Bytes(_) | Body::ByteArray(_) => true,
            Body::Tuple(_) | Body::List(_) | Body::Dict(_) | Body::Set(_) | Body::Instance(_) | Body::Type(_) | Body::Function(_) => false,
            Body::Code(_) | Body::Cell(_) | Body::Method(..) | Body::Builtin(_) | Body::Exception(_) | Body::Generator(_) => false,
            Body::FrameObject(_) | Body::Native(_) | Body::Extended(_) => false,
        }
    }

    /// Every slot of the body, in the order in which its death releases them.
    pub fn each_slot(&self, f: &mut dyn FnMut(Slot)) {
        match self {
            Body::Taken | Body::Free(_) | Body::Plain | Body::Int(_) | Body::BigInt(_) | Body::Float(_) | Body::Complex(_) => {}
            Body::Str(_) | Body::Bytes(_) | Body::ByteArray(_) => {}
            Body::Tuple(t) => t.items.iter().rev().for_each(|s| f(*s)),
            Body::List(l) => l.items.iter().rev().for_each(|s| f(*s)),
            Body::Dict(d) => d.slots().for_each(f),
            Body::Set(s) => s.slots().for_each(f),
            Body::Instance(i) => i.each_slot(f),
            Body::Type(t) => t.owned_slots().for_each(f),
            Body::Function(x) => x.slots().into_iter().for_each(f),
            Body::Code(c) => c.slots().into_iter().for_each(f),
            Body::Cell(s) => f(*s),
            Body::Method(x, s) => [*x, *s].into_iter().for_each(f),
            Body::Builtin(b) => [b.this, b.owner].into_iter().for_each(f),
            Body::Exception(e) => e.slots().for_each(f),
            Body::Generator(g) => {
                if let Some(frame) = &g.frame {
                    frame.each_slot(f);
                }
                [g.exc_value, g.name, g.qualname, g.code, g.origin].into_iter().for_each(f);
            }
            Body::FrameObject(o) => {
                f(o.back);
                if let Some(frame) = &o.frame {
                    frame.each_slot(f);
                }
                [o.code, o.trace, o.extra_locals].into_iter().for_each(f);
            }
            Body::Native(n) => n.slots.iter().for_each(|s| f(*s)),
            Body::Extended(x) => {
                x.instance.each_slot(f);
                x.inner.each_slot(f);
            }
        }
    }
}

impl Instance {
    fn each_slot(&self, f: &mut dyn FnMut(Slot)) {
        self.members.iter().for_each(|s| f(*s));
        for (name, value) in &self.attrs.inline {
            f(*value);
            f(*name);
        }
        f(self.attrs.dict);
    }
}

impl PyFrame {
    /// In the order in which a frame is cleared: stack from the top, locals last to first, then the
    /// rest. CPython: Python/frame.c, _PyFrame_ClearLocals and _PyFrame_ClearExceptCode.
    pub fn each_slot(&self, f: &mut dyn FnMut(Slot)) {
        f(self.frame_object);
        self.slots.iter().rev().for_each(|s| f(*s));
        [self.locals, self.function, self.executable, self.globals, self.builtins].into_iter().for_each(f);
    }
}
