//! Interned strings and the names that the machine itself asks for.
//!
//! CPython: Objects/unicodeobject.c (intern_common) and Include/internal/pycore_global_strings.h.

use std::collections::HashMap;
use std::hash::{BuildHasherDefault, DefaultHasher};
use std::rc::Rc;

use pyvarium_heap::text::{Interned as How, Text, Units};
use pyvarium_heap::{Body, Own, Ref, Serial, Shape};

use crate::core::ids;
use crate::vm::Vm;

/// The table of interned strings. Looked up only, never walked, so its order is nobody's.
#[derive(Clone, Debug, Default)]
pub struct Interned {
    map: HashMap<Units, (Ref, Serial), BuildHasherDefault<DefaultHasher>>,
}

impl Interned {
    /// Strings that are or have been interned.
    pub fn len(&self) -> usize {
        self.map.len()
    }

    pub fn is_empty(&self) -> bool {
        self.map.is_empty()
    }
}

macro_rules! names {
    ($($field:ident $text:literal)*) => {
        /// Interned at start, immortal.
        #[derive(Clone, Debug)]
        pub struct Names { $(pub $field: Ref,)* }
        impl Names {
            /// Before anything is interned.
            pub(crate) fn empty(r: Ref) -> Names {
                Names { $($field: r,)* }
            }
            pub(crate) fn make(vm: &mut Vm) -> Names {
                Names { $($field: vm.intern_static($text),)* }
            }
        }
    };
}

names! {
    name "__name__" qualname "__qualname__" module "__module__" doc "__doc__" dict "__dict__" class "__class__" bases "__bases__"
    mro "__mro__" init "__init__" new "__new__" del "__del__" call "__call__" repr "__repr__" str "__str__" hash "__hash__"
    eq "__eq__" ne "__ne__" lt "__lt__" le "__le__" gt "__gt__" ge "__ge__" iter "__iter__" next "__next__" len "__len__"
    bool "__bool__" contains "__contains__" getitem "__getitem__" setitem "__setitem__" delitem "__delitem__"
    getattribute "__getattribute__" getattr "__getattr__" setattr "__setattr__" delattr "__delattr__" get "__get__" set "__set__"
    delete "__delete__" set_name "__set_name__" init_subclass "__init_subclass__" prepare "__prepare__" metaclass "metaclass"
    class_getitem "__class_getitem__" slots "__slots__" weakref "__weakref__" classcell "__classcell__" classdict "__classdict__"
    classdictcell "__classdictcell__" static_attributes "__static_attributes__" firstlineno "__firstlineno__"
    enter "__enter__" exit "__exit__" aenter "__aenter__" aexit "__aexit__" format "__format__" index "__index__" int "__int__"
    float "__float__" complex "__complex__" trunc "__trunc__" round "__round__" abs "__abs__" reversed "__reversed__"
    length_hint "__length_hint__" missing "__missing__" fspath "__fspath__" bytes "__bytes__" dir "__dir__" sizeof "__sizeof__"
    mro_entries "__mro_entries__" instancecheck "__instancecheck__" subclasscheck "__subclasscheck__" abstractmethods "__abstractmethods__"
    isabstractmethod "__isabstractmethod__" match_args "__match_args__" all "__all__" annotations "__annotations__"
    annotate "__annotate__" annotate_func "__annotate_func__" type_params "__type_params__" conditional_annotations "__conditional_annotations__"
    builtins "__builtins__" main "__main__" file "__file__" spec "__spec__" loader "__loader__" package "__package__" path "__path__"
    import "__import__" build_class "__build_class__" debug "__debug__" wrapped "__wrapped__" notes "__notes__" text_signature "__text_signature__"
    send "send" throw "throw" close "close" keys "keys" items "items" values "values" append "append" write "write" flush "flush"
    stdout "stdout" stderr "stderr" await_ "__await__" aiter "__aiter__" anext "__anext__" buffer "__buffer__" copy "copy" deepcopy "__deepcopy__"
    dunder_copy "__copy__" reduce_ex "__reduce_ex__" reduce "__reduce__" getstate "__getstate__" setstate "__setstate__"
    add "__add__" radd "__radd__" sub "__sub__" rsub "__rsub__" mul "__mul__" rmul "__rmul__" underscore "_" print "print"
    displayhook "displayhook" excepthook "excepthook" origin "__origin__" args "__args__" self_ "self" lambda "<lambda>" sort "sort"
    eq_word "eq" get_word "get" key "key" reverse "reverse" sep "sep" end "end" object "object" modules "modules" last_exc "last_exc"
}

impl Vm {
    fn intern_static(&mut self, s: &str) -> Ref {
        let r = self.intern(s).into_ref();
        self.heap.make_immortal(r);
        if let Some(text) = self.heap.text_mut(r) {
            text.interned = How::Immortal;
        }
        r
    }

    /// The interned str with this text. Immortal, as names of the machine and of code objects are.
    pub fn intern(&mut self, s: &str) -> Own {
        self.intern_text(Text::from(s), true)
    }

    /// A new or the known interned str.
    pub fn intern_text(&mut self, text: Text, immortal: bool) -> Own {
        if let Some(known) = self.known_interned(&text) {
            return self.known(known, immortal);
        }
        let own = self.new_text(text);
        self.intern_ref(own, immortal)
    }

    /// CPython: PyUnicode_InternInPlace: gives back the interned twin, or makes this one it.
    pub fn intern_ref(&mut self, own: Own, immortal: bool) -> Own {
        let Some(text) = self.heap.text(own.r()) else { return own };
        if text.interned != How::Not {
            let known = self.known(own.r(), immortal);
            self.heap.decref_own(own);
            return known;
        }
        if let Some(known) = self.known_interned(&text.clone()) {
            let known = self.known(known, immortal);
            self.heap.decref_own(own);
            return known;
        }
        let r = own.r();
        let units = text.units.clone();
        if let Some(text) = self.heap.text_mut(r) {
            text.interned = if immortal { How::Immortal } else { How::Mortal };
        }
        if immortal {
            self.heap.make_immortal(r);
        }
        let serial = self.heap.serial(r);
        Rc::make_mut(&mut self.interned).map.insert(units, (r, serial));
        own
    }

    /// One that is interned already, which may become immortal. CPython: immortalize_interned.
    fn known(&mut self, r: Ref, immortal: bool) -> Own {
        if immortal && self.heap.text(r).is_some_and(|t| t.interned == How::Mortal) {
            if let Some(text) = self.heap.text_mut(r) {
                text.interned = How::Immortal;
            }
            self.heap.make_immortal(r);
        }
        self.heap.own(r)
    }

    fn known_interned(&self, text: &Text) -> Option<Ref> {
        let (r, serial) = self.interned.map.get(&text.units).copied()?;
        // A mortal one may have died; its place may be another object's by now.
        (self.heap.serial(r) == serial && self.heap.text(r).is_some()).then_some(r)
    }

    /// A str object; the shared one for the empty text and for one Latin-1 character.
    pub fn new_text(&mut self, text: Text) -> Own {
        match text.len() {
            0 => return Own::assume(self.one.empty_str),
            1 => {
                if let Some(point) = text.at(0).filter(|p| *p < 256)
                    && let Some(r) = self.one.latin1.get(point as usize)
                {
                    return Own::assume(*r);
                }
            }
            _ => {}
        }
        self.alloc_text(text)
    }

    pub(crate) fn alloc_text(&mut self, text: Text) -> Own {
        let size = text_size(&text);
        let ty = self.ty(ids::STR);
        self.heap.alloc(ty, Body::Str(Rc::new(text)), Shape::plain(size))
    }

    pub fn new_str(&mut self, s: &str) -> Own {
        self.new_text(Text::from(s))
    }
}

/// Unit: bytes, as `sys.getsizeof` says. CPython: unicode_sizeof.
pub fn text_size(text: &Text) -> u32 {
    let len = text.len() as u32;
    if text.is_ascii() { 40 + len + 1 } else { 56 + (len + 1) * text.kind() }
}
