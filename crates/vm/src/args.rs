//! The arguments of one native call, borrowed from the caller, who keeps them alive until the call
//! has ended (on its value stack or in its native frame's slots).

use pyvarium_heap::{Ref, Slot};
use smallvec::SmallVec;

use crate::stop::{Res, Stop};

#[derive(Clone, Debug, Default)]
pub struct Args {
    /// Positional values, then the values of `kwnames`. After binding: one a parameter, NULL where
    /// an optional one was not given.
    pub items: SmallVec<[Slot; 6]>,
    /// Tuple of str: the names of the last items.
    pub kwnames: Option<Ref>,
    /// Number of keyword values at the end of `items`.
    pub n_kw: usize,
    /// The comparison operator of a RichCompare slot.
    pub op: u8,
}

impl Args {
    pub fn new(items: &[Ref]) -> Args {
        Args { items: items.iter().map(|r| Slot::borrow(*r)).collect(), ..Args::default() }
    }

    pub fn one(a: Ref) -> Args {
        Args::new(&[a])
    }

    pub fn two(a: Ref, b: Ref) -> Args {
        Args::new(&[a, b])
    }

    pub fn three(a: Ref, b: Ref, c: Ref) -> Args {
        Args::new(&[a, b, c])
    }

    pub fn compare(a: Ref, b: Ref, op: u8) -> Args {
        Args { op, ..Args::two(a, b) }
    }

    /// Adds a positional argument (only while there are no keywords).
    pub fn push(&mut self, r: Ref) {
        self.items.push(Slot::borrow(r));
    }

    /// `self` put before the arguments.
    pub fn with_first(&self, first: Ref) -> Args {
        let mut args = self.clone();
        args.items.insert(0, Slot::borrow(first));
        args
    }

    /// The arguments without the first.
    pub fn rest(&self) -> Args {
        Args { items: self.items.iter().skip(1).copied().collect(), ..self.clone() }
    }

    pub fn len(&self) -> usize {
        self.items.len()
    }

    pub fn is_empty(&self) -> bool {
        self.items.is_empty()
    }

    pub fn n_positional(&self) -> usize {
        self.items.len().saturating_sub(self.n_kw)
    }

    /// The argument, if it was given.
    pub fn get(&self, i: usize) -> Option<Ref> {
        self.items.get(i).and_then(|s| s.get())
    }

    /// An argument that the binder has made sure of.
    pub fn at(&self, i: usize) -> Res<Ref> {
        self.get(i).ok_or_else(|| Stop::bug(format!("argument {i} is missing")))
    }

    pub fn positional(&self) -> impl DoubleEndedIterator<Item = Ref> + '_ {
        self.items.iter().take(self.n_positional()).filter_map(|s| s.get())
    }
}
