//! What sys keeps beside its dict.

use pyvarium_heap::Slot;

/// Slots are counted.
#[derive(Clone, Hash, Debug)]
pub struct SysState {
    pub asyncgen_firstiter: Slot,
    pub asyncgen_finalizer: Slot,
    pub audit_hooks: Vec<Slot>,
    pub coroutine_origin_depth: i64,
    /// Unit: seconds, as the bits of a float.
    pub switch_interval: u64,
    /// 0: no limit.
    pub int_max_str_digits: usize,
    pub dlopen_flags: i64,
    /// $PYTHONBREAKPOINT, as `os.putenv` left it.
    pub breakpoint_name: Option<String>,
    /// What goes to a sys.stderr that is a Python object, collected until it is whole; one a report.
    pub(crate) captured: Vec<Vec<String>>,
}

impl Default for SysState {
    fn default() -> SysState {
        SysState {
            asyncgen_firstiter: Slot::NULL,
            asyncgen_finalizer: Slot::NULL,
            audit_hooks: Vec::new(),
            coroutine_origin_depth: 0,
            switch_interval: 0.005f64.to_bits(),
            int_max_str_digits: 4300,
            dlopen_flags: 2,
            breakpoint_name: None,
            captured: Vec::new(),
        }
    }
}

impl SysState {
    pub fn slots(&self) -> impl Iterator<Item = Slot> + '_ {
        [self.asyncgen_firstiter, self.asyncgen_finalizer].into_iter().chain(self.audit_hooks.iter().copied())
    }
}
