//! Which key does what. The same table feeds the handler, the hover texts and the help.

use pyvarium_protocol::Move;

#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Do {
    Go(Move),
    Play,
    Zoom,
    Library,
    Run,
    GoOn,
    Stop,
}

/// Key as `KeyboardEvent.key` names it, whether Shift is held, what it does.
const TABLE: [(&str, bool, Do); 15] = [
    ("Home", false, Do::Go(Move::First)),
    ("End", false, Do::Go(Move::Last)),
    ("ArrowRight", false, Do::Go(Move::Forward)),
    ("ArrowLeft", false, Do::Go(Move::Back)),
    ("ArrowDown", false, Do::Go(Move::Over)),
    ("ArrowUp", false, Do::Go(Move::OverBack)),
    ("o", false, Do::Go(Move::Out)),
    ("O", true, Do::Go(Move::OutBack)),
    (" ", false, Do::Play),
    ("p", false, Do::Play),
    ("z", false, Do::Zoom),
    ("l", false, Do::Library),
    ("r", false, Do::Run),
    ("g", false, Do::GoOn),
    ("s", false, Do::Stop),
];

pub fn find(key: &str, shift: bool) -> Option<Do> {
    TABLE.iter().find(|(k, s, _)| *k == key && *s == shift).map(|(_, _, what)| *what)
}
