//! A finished recording is looked through once, in even strides, so that everybody's place is known.

use pyvarium_protocol::{StateView, Step};

use crate::layout::{Film, Layout};

/// How often.
const N_LOOKS: u64 = 300;
/// And for how long; who has not been seen by then is placed by the view at hand.
const SURVEY_MILLIS: f64 = 2500.0;

/// The look through a finished recording that finds everybody's place. Its steps are those that the page counts.
pub struct Survey {
    next: Step,
    stride: Step,
    n_steps: Step,
    /// Small immutables inside their slots, and drawn as objects.
    films: [Film; 2],
    /// Unit: milliseconds, of the browser's clock.
    began: f64,
}

impl Survey {
    pub fn new(n_steps: Step) -> Survey {
        Survey { next: 0, stride: n_steps.div_ceil(N_LOOKS).max(1), n_steps, films: Default::default(), began: js_sys::Date::now() }
    }

    /// The step to be looked at next.
    pub fn next(&self) -> Step {
        self.next
    }

    /// Answers whether there is more to look at.
    pub fn look(&mut self, view: &StateView) -> bool {
        let [calm, all] = &mut self.films;
        calm.look(view, false);
        all.look(view, true);
        // The end is always looked at: it is where most people linger.
        if js_sys::Date::now() - self.began > SURVEY_MILLIS {
            self.next = self.next.max(self.n_steps.saturating_sub(self.stride));
        }
        self.next = if self.next < self.n_steps { (self.next + self.stride).min(self.n_steps) } else { Step::MAX };
        self.next <= self.n_steps
    }

    /// Who has a place in `kept` already keeps it.
    pub fn layouts(self, kept: &[Layout; 2]) -> [Layout; 2] {
        let ([calm, all], [calm_kept, all_kept]) = (&self.films, kept);
        [calm.layout(calm_kept), all.layout(all_kept)]
    }
}
