//! What came from the host unasked, with the steps on which it fell: signals, and what a person has had the machine do
//! between two instructions. Every replay tells it again.

use pyvarium_code::Unit;
use pyvarium_heap::frame::Frame;
use pyvarium_vm::Vm;
use pyvarium_vm::run::edit::Edit;

#[derive(Clone, Debug, Default)]
pub(crate) struct Unasked {
    /// The steps at which signals came.
    pub interrupts: Vec<u64>,
    /// What was done aside, and at which step.
    pub asides: Vec<(u64, Aside)>,
}

/// What a person has the machine do between two instructions.
#[derive(Clone, Debug)]
pub(crate) enum Aside {
    Run(Unit),
    /// From there on this is the program's text.
    Edit(Unit, Edit),
}

impl Unasked {
    /// How far the machine may run before it has to be told again. Unit: steps.
    pub fn next(&self, vm: &Vm) -> u64 {
        let signal = self.interrupts.get(vm.n_interrupts as usize).copied();
        let aside = self.asides.get(vm.n_asides as usize).map(|a| a.0);
        signal.into_iter().chain(aside).map(|step| step.max(vm.n_steps + 1)).min().unwrap_or(u64::MAX)
    }

    /// Gives the machine what came at its step, once the next thing to happen is an instruction.
    pub fn tell(&self, vm: &mut Vm) {
        let is_ready = |vm: &Vm| matches!(vm.thread.frames.last(), Some(Frame::Py(_))) && vm.request.is_none();
        while let Some((_, aside)) = self.asides.get(vm.n_asides as usize).filter(|(step, _)| *step <= vm.n_steps && is_ready(vm)) {
            match aside {
                Aside::Run(unit) => vm.begin_aside(unit, false),
                Aside::Edit(unit, edit) => {
                    let _ = vm.edit(unit, edit);
                }
            }
        }
        while self.interrupts.get(vm.n_interrupts as usize).is_some_and(|step| *step <= vm.n_steps && is_ready(vm)) {
            vm.interrupt();
        }
    }

    /// What this machine has not been told yet is never told.
    pub fn forget_after(&mut self, vm: &Vm) {
        self.interrupts.truncate(vm.n_interrupts as usize);
        self.asides.truncate(vm.n_asides as usize);
    }
}
