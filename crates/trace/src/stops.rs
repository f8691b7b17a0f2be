//! Where the zoom of expressions stops: behind each instruction that computes or changes something, and where a line
//! begins. Nothing of it is kept: the nearest stop is found by running a little of the recording again.

use pyvarium_vm::Vm;

use crate::recording::Recording;
use crate::view::is_worth_a_stop;

/// Steps gone through at first, on the way back.
const STRETCH: u64 = 64;

impl Recording {
    /// The first stop after `from`, or the end.
    pub(crate) fn next_stop(&self, from: u64) -> u64 {
        let mut vm = self.shown(from);
        let last = self.n_steps();
        while vm.n_steps < last {
            let at = vm.n_steps;
            if self.stops_behind(&mut vm) || vm.n_steps == at {
                return vm.n_steps;
            }
        }
        last
    }

    /// The last stop before `from`, or the start.
    pub(crate) fn previous_stop(&self, from: u64) -> u64 {
        let mut end = from;
        let mut length = STRETCH;
        while end > 0 {
            let begin = end.saturating_sub(length);
            let mut vm = self.shown(begin);
            let mut found = None;
            while vm.n_steps < end {
                let at = vm.n_steps;
                if self.stops_behind(&mut vm) && vm.n_steps < from {
                    found = Some(vm.n_steps);
                }
                if vm.n_steps == at {
                    break;
                }
            }
            if let Some(found) = found {
                return found;
            }
            end = begin;
            length *= 2;
        }
        0
    }

    /// Runs one step on: is there a stop behind it? The library's steps have none.
    fn stops_behind(&self, vm: &mut Vm) -> bool {
        let is_worth = is_worth_a_stop(vm) && !self.track().is_inside(vm.n_steps);
        self.replay(vm, vm.n_steps + 1, |_| false);
        self.settle(vm);
        is_worth || self.track().place_at(vm.n_steps).is_some()
    }
}
