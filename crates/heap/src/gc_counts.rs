//! How many objects the cyclic collector knows, and when it is asked for.

/// The collector's counters. CPython: struct _gc_runtime_state.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct GcCounts {
    /// Objects tracked since the last collection, less those that died.
    pub young: i64,
    /// All tracked objects.
    pub all: i64,
    /// More young objects than this ask for a collection.
    pub threshold: i64,
    /// One was asked for.
    pub is_due: bool,
}

impl Default for GcCounts {
    fn default() -> GcCounts {
        GcCounts { young: 0, all: 0, threshold: i64::MAX, is_due: false }
    }
}

impl GcCounts {
    /// CPython: _PyObject_GC_TRACK.
    #[inline]
    pub(crate) fn add(&mut self) {
        self.young += 1;
        self.all += 1;
        self.is_due |= self.young > self.threshold;
    }

    /// CPython: _PyObject_GC_UNTRACK.
    #[inline]
    pub(crate) fn take(&mut self) {
        self.young -= i64::from(self.young > 0);
        self.all -= 1;
    }
}
