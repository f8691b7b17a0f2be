//! Typed looks into bodies: `heap.list(r)` and friends answer None where the layout is another.

use std::rc::Rc;

use crate::code::Code;
use crate::dict::Dict;
use crate::object::{Body, Builtin, ByteArray, Exception, FrameObject, Function, Generator, List, Native, Tuple};
use crate::set::Set;
use crate::store::Heap;
use crate::text::Text;
use crate::value::{Ref, Slot};

macro_rules! views {
    ($($get:ident, $get_mut:ident, $variant:ident, $ty:ty;)*) => {
        impl Heap {
            $(
                #[inline]
                pub fn $get(&self, r: Ref) -> Option<&$ty> {
                    match self.body(r) {
                        Body::$variant(x) => Some(x),
                        _ => None,
                    }
                }
                #[inline]
                pub fn $get_mut(&mut self, r: Ref) -> Option<&mut $ty> {
                    let (body, copied_bytes) = self.body_for_writing(r)?;
                    let Body::$variant(x) = body else { return None };
                    if Rc::strong_count(x) > 1 {
                        *copied_bytes += x.content_bytes();
                    }
                    Some(Rc::make_mut(x))
                }
            )*
        }
    };
}

/// What a copy of a body takes. Unit: bytes, about.
trait Content {
    fn content_bytes(&self) -> u64;
}

macro_rules! content {
    ($($ty:ty: $bytes:expr;)*) => {
        $(impl Content for $ty {
            #[inline]
            fn content_bytes(&self) -> u64 {
                let bytes: fn(&$ty) -> usize = $bytes;
                (size_of::<$ty>() + bytes(self)) as u64
            }
        })*
    };
}

content! {
    Text: |t| t.len() * t.kind() as usize;
    Tuple: |t| t.items.len() * 4;
    List: |l| l.items.len() * 4;
    Dict: |d| d.table_size() * 4 + d.entries().len() * 16;
    Set: |s| s.table().len() * 16;
    Vec<u8>: |b| b.len();
    ByteArray: |b| b.len();
    Function: |_| 0;
    Builtin: |_| 0;
    Exception: |_| 0;
    Generator: |_| 256;
    FrameObject: |_| 256;
    Native: |n| n.bytes.len() + n.slots.len() * 4 + n.ints.len() * 8;
}

views! {
    text, text_mut, Str, Text;
    tuple, tuple_mut, Tuple, Tuple;
    list, list_mut, List, List;
    dict, dict_mut, Dict, Dict;
    set, set_mut, Set, Set;
    function, function_mut, Function, Function;
    builtin, builtin_mut, Builtin, Builtin;
    exception, exception_mut, Exception, Exception;
    generator, generator_mut, Generator, Generator;
    frame_object, frame_object_mut, FrameObject, FrameObject;
    native, native_mut, Native, Native;
    bytes, bytes_mut, Bytes, Vec<u8>;
    bytearray, bytearray_mut, ByteArray, ByteArray;
}

impl Heap {
    #[inline]
    pub fn code(&self, r: Ref) -> Option<&Rc<Code>> {
        match self.body(r) {
            Body::Code(c) => Some(c),
            _ => None,
        }
    }

    #[inline]
    pub fn float(&self, r: Ref) -> Option<f64> {
        match self.body(r) {
            Body::Float(v) => Some(*v),
            _ => None,
        }
    }

    /// A machine-sized int, bools included.
    #[inline]
    pub fn small_int(&self, r: Ref) -> Option<i64> {
        match self.body(r) {
            Body::Int(n) => Some(*n),
            _ => None,
        }
    }

    #[inline]
    pub fn cell(&self, r: Ref) -> Option<Slot> {
        match self.body(r) {
            Body::Cell(s) => Some(*s),
            _ => None,
        }
    }

    #[inline]
    pub fn set_cell(&mut self, r: Ref, value: Slot) -> Slot {
        match self.body_mut(r) {
            Some(Body::Cell(s)) => std::mem::replace(s, value),
            _ => Slot::NULL,
        }
    }

    /// The numbers of an iterator that the vm knows.
    #[inline]
    pub fn ints_mut(&mut self, r: Ref) -> Option<&mut [i64]> {
        match self.full_body_mut(r)? {
            Body::Native(native) => Some(&mut Rc::make_mut(native).ints),
            _ => None,
        }
    }

    /// The items of a list or tuple.
    #[inline]
    pub fn items(&self, r: Ref) -> Option<&[Slot]> {
        match self.body(r) {
            Body::Tuple(t) => Some(&t.items),
            Body::List(l) => Some(&l.items),
            _ => None,
        }
    }

    /// The text of a str, for messages; empty where it is none.
    pub fn str_lossy(&self, r: Ref) -> String {
        self.text(r).map(|t| t.to_str_lossy().into_owned()).unwrap_or_default()
    }
}
