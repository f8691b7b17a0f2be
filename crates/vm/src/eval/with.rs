//! Leaving a `with` block by an exception.
//!
//! CPython: Python/bytecodes.c, WITH_EXCEPT_START.

use crate::args::Args;
use crate::eval::settle::Signal;
use crate::stop::Res;
use crate::vm::Vm;

impl Vm {
    /// Stack: exit function, its self or NULL, lasti, previous exc_info, exception.
    pub(crate) fn op_with_except_start(&mut self) -> Res<Signal> {
        let e = self.peek(0)?;
        let exit = self.peek(4)?;
        let this = self.peek_slot(3).get();
        let ty = self.heap.type_of(e);
        let tb = self.heap.exception(e).and_then(|x| x.traceback.get()).unwrap_or(self.one.none);
        let args = match this {
            Some(this) => Args::new(&[this, ty, e, tb]),
            None => Args::new(&[ty, e, tb]),
        };
        let flow = self.call(exit, &args)?;
        self.replace(0, flow)
    }
}
