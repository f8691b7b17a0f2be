//! What each line of the program has cost: how often it began, and how many instructions ran in it, those of CPython's
//! library that it called among them. Told from what the track has noted; nothing is run again.

use pyvarium_protocol::LineCost;
use std::collections::BTreeMap;

use crate::track::Track;

/// `n_steps`: length of the recording.
pub fn costs(track: &Track, n_steps: u64) -> Vec<LineCost> {
    let mut all: BTreeMap<(u32, u32), LineCost> = BTreeMap::new();
    // The lines that the frames are in, outermost first; a frame of no line of the program's is its caller's.
    let mut open: Vec<(u32, (u32, u32))> = Vec::new();
    let mut at = 0;
    let mut spend = |open: &[(u32, (u32, u32))], from: u64, to: u64| {
        if let Some((_, line)) = open.last() {
            all.entry(*line).or_default().n_instructions += to.saturating_sub(from);
        }
    };
    let mut begun: BTreeMap<(u32, u32), u64> = BTreeMap::new();
    for event in track.events() {
        spend(&open, at, event.step);
        at = event.step;
        match event.line {
            Some(line) => {
                open.retain(|(depth, _)| *depth < event.depth);
                open.push((event.depth, line));
                *begun.entry(line).or_default() += 1;
            }
            // Frames have been left; one that was entered spends for its caller, until it begins a line.
            None => open.retain(|(depth, _)| *depth <= event.depth),
        }
    }
    spend(&open, at, n_steps);
    for ((file, line), cost) in &mut all {
        cost.file = *file;
        cost.line = *line;
        cost.n_runs = begun.get(&(*file, *line)).copied().unwrap_or_default();
    }
    all.into_values().collect()
}
