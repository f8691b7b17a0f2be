//! Look-ups that need nothing but the store: str keys in dicts, places of `__slots__`.

use crate::dict::{Dict, Found, Probe};
use crate::object::Body;
use crate::store::Heap;
use crate::text::{Interned, Text};
use crate::value::{Ref, Slot};

/// Where a key is, as far as that can be told without running anything.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum PlainPlace {
    At(usize),
    Absent { hash: i64 },
    Unknown,
}

impl Heap {
    /// The entry of a str key whose hash is known. None too where it is not known yet.
    #[inline]
    pub fn dict_place(&self, dict: Ref, name: Ref) -> Option<usize> {
        self.dict_place_hashed(dict, name, self.text(name)?.hash?)
    }

    /// The entry of a str key.
    #[inline]
    pub fn dict_place_hashed(&self, dict: Ref, name: Ref, hash: i64) -> Option<usize> {
        let (d, text) = (self.dict(dict)?, self.text(name)?);
        let mut probe = Probe::new(d, hash);
        loop {
            match d.next_candidate(&mut probe) {
                Found::Absent => return None,
                Found::Candidate { index, key } if key == name => return Some(index),
                Found::Candidate { index, key } if self.text(key).is_some_and(|t| t == text) => return Some(index),
                Found::Candidate { .. } => {}
            }
        }
    }

    /// The entry of a str or an int among keys that need not be asked whether they are equal.
    #[inline]
    pub fn dict_place_of(&self, d: &Dict, key: Ref) -> PlainPlace {
        match self.full_body(key) {
            Body::Str(text) => match text.hash {
                Some(hash) if d.is_unicode() || d.is_empty() => {
                    self.plain_place(d, hash, |other| Some(other == key || self.text(other).is_some_and(|t| t == &**text)))
                }
                _ => PlainPlace::Unknown,
            },
            Body::Int(n) => self.plain_place(d, crate::hash::hash_i64(*n), |other| match self.full_body(other) {
                Body::Int(other) => Some(other == n),
                _ => None,
            }),
            _ => PlainPlace::Unknown,
        }
    }

    /// `is_equal` answers None where the key would have to be asked.
    #[inline]
    fn plain_place(&self, d: &Dict, hash: i64, is_equal: impl Fn(Ref) -> Option<bool>) -> PlainPlace {
        let mut probe = Probe::new(d, hash);
        loop {
            let Found::Candidate { index, key } = d.next_candidate(&mut probe) else { return PlainPlace::Absent { hash } };
            match is_equal(key) {
                Some(true) => return PlainPlace::At(index),
                Some(false) => {}
                None => return PlainPlace::Unknown,
            }
        }
    }

    /// The value of such a key. Borrowed.
    #[inline]
    pub fn dict_value(&self, dict: Ref, name: Ref) -> Option<Ref> {
        let at = self.dict_place(dict, name)?;
        self.dict(dict)?.entry(at)?.value.get()
    }

    /// As `dict_value`, of a str whose hash may have to be counted.
    pub fn dict_value_hashing(&self, dict: Ref, name: Ref) -> Option<Ref> {
        let text = self.text(name)?;
        if text.hash.is_some() { self.dict_value(dict, name) } else { self.dict_value_of_text(dict, text) }
    }

    pub fn dict_value_of_text(&self, dict: Ref, text: &Text) -> Option<Ref> {
        let d = self.dict(dict)?;
        let mut probe = Probe::new(d, text.hash.unwrap_or_else(|| crate::hash::hash_text(text)));
        loop {
            match d.next_candidate(&mut probe) {
                Found::Absent => return None,
                Found::Candidate { index, key } if self.text(key).is_some_and(|t| t == text) => return d.entry(index)?.value.get(),
                Found::Candidate { .. } => {}
            }
        }
    }

    /// A str of which there is no other object with the same text among the interned.
    #[inline]
    pub fn is_interned(&self, name: Slot) -> bool {
        name.get().and_then(|r| self.text(r)).is_some_and(|t| t.interned != Interned::Not)
    }

    /// Look-ups of this str need not count its hash first.
    #[inline]
    pub fn has_hash(&self, name: Ref) -> bool {
        self.text(name).is_some_and(|t| t.hash.is_some())
    }

    /// Which of an instance's places of `__slots__` a descriptor stands for, if it is one of its class's.
    #[inline]
    pub fn member_place(&self, descr: Ref, ty: Ref) -> Option<usize> {
        let member = self.native(descr)?;
        let class = member.slot(0).get()?;
        let owns = class == ty
            || self.as_type(ty)?.mro.get().and_then(|mro| self.items(mro)).is_some_and(|mro| mro.iter().any(|c| c.get() == Some(class)));
        owns.then_some(member.int(0) as usize)
    }
}
