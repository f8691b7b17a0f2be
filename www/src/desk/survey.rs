//! A finished recording is looked through once, in even strides, so that everybody's place is known.

use pyvarium_protocol::layout::Layout;
use pyvarium_protocol::{Command, StateView, Step, ViewUpdate};

use super::film::Film;
use super::machine;
use crate::session::Session;

/// How often.
const N_LOOKS: u64 = 300;
/// And for how long; who has not been seen by then is placed by the view at hand. Unit: milliseconds.
const MILLIS: f64 = 2500.0;

/// `of`: another machine than the page's. Small immutables inside their slots, and drawn as objects. None: it was called
/// off. `goes_on`: whether the recording is still the one that was asked about. Who has a place in `kept` keeps it.
pub async fn survey(of: Option<&Session>, n_steps: Step, kept: &[Layout; 2], goes_on: impl Fn() -> bool) -> Option<[Layout; 2]> {
    let stride = n_steps.div_ceil(N_LOOKS).max(1);
    let mut films = [Film::new(stride == 1), Film::new(stride == 1)];
    let began = js_sys::Date::now();
    let mut last: Option<StateView> = None;
    let mut at = 0;
    loop {
        let command = Command::Look { shown: at, is_first: last.is_none() };
        let update = match of {
            Some(session) => machine::ask_of::<ViewUpdate>(session, &command, "Look").await?,
            None => machine::ask::<ViewUpdate>(&command, "Look").await?,
        };
        if !goes_on() {
            return None;
        }
        let view = match (update, &last) {
            (ViewUpdate::Whole(view), _) => view,
            (ViewUpdate::Since(difference), Some(last)) => difference.onto(last),
            (ViewUpdate::Since(_), None) => return None,
        };
        let [calm, all] = &mut films;
        calm.look(&view, false);
        all.look(&view, true);
        last = Some(view);
        if at >= n_steps {
            break;
        }
        // The end is always looked at: it is where most people linger.
        if js_sys::Date::now() - began > MILLIS {
            at = at.max(n_steps.saturating_sub(stride));
        }
        at = (at + stride).min(n_steps);
    }
    let ([calm, all], [calm_kept, all_kept]) = (&films, kept);
    Some([calm.layout(calm_kept), all.layout(all_kept)])
}
