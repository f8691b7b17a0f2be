//! Which key does what. The same table feeds the handler and the palette.

use pyvarium_protocol::{Move, Serial, Zoom};

#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Do {
    Go(Move),
    Play,
    /// Between lines and instructions.
    Zoom,
    ZoomTo(Zoom),
    Library,
    Run,
    GoOn,
    Stop,
    /// To the nearest breakpoint.
    Find {
        back: bool,
    },
    /// The panel of breakpoints, bookmarks and what is looked for.
    Search,
    /// At the line that runs next.
    Breakpoint,
    /// At the moment shown.
    Bookmark,
    Edit,
    Share,
    Theme,
    SmallAsObjects,
    /// Into whatever is pointed at.
    Inside,
    /// Into what is nobody's: memory, modules.
    Whole(Serial),
    /// What each line has cost, beside it.
    Costs,
    OpenFile,
    SaveFile,
    Palette,
    /// Something that the late module's desk does, by its name there.
    Desk(&'static str),
}

/// Key as `KeyboardEvent.key` names it, whether Shift is held, what it does, and how the palette calls it.
pub const TABLE: [(&str, bool, Do, &str); 41] = [
    ("r", false, Do::Run, "Run the program"),
    ("ArrowRight", false, Do::Go(Move::Forward), "One step forward"),
    ("ArrowLeft", false, Do::Go(Move::Back), "One step back"),
    ("ArrowDown", false, Do::Go(Move::Over), "Forward, over a call"),
    ("ArrowUp", false, Do::Go(Move::OverBack), "Back, over a call"),
    ("o", false, Do::Go(Move::Out), "Forward, out of the call"),
    ("O", true, Do::Go(Move::OutBack), "Back to before the call"),
    ("Home", false, Do::Go(Move::First), "To the first moment"),
    ("End", false, Do::Go(Move::Last), "To the last moment"),
    ("p", false, Do::Play, "Play, or pause"),
    (" ", false, Do::Play, ""),
    ("z", false, Do::Zoom, "Step by line, or by instruction"),
    ("x", false, Do::ZoomTo(Zoom::Expression), "Step by expression, or by line"),
    ("v", false, Do::ZoomTo(Zoom::Call), "Step by call, or by line"),
    ("n", false, Do::Find { back: false }, "Run to the next breakpoint"),
    ("N", true, Do::Find { back: true }, "Run back to the breakpoint before"),
    ("b", false, Do::Breakpoint, "Set or clear a breakpoint at the line that runs next"),
    ("m", false, Do::Bookmark, "Set or clear a bookmark at this moment"),
    ("/", false, Do::Search, "Look for something in time"),
    ("i", false, Do::Inside, "Look into the object or frame that is pointed at"),
    ("y", false, Do::Whole(Serial::MEMORY), "Look into the memory: pools, free lists, addresses used again"),
    ("u", false, Do::Whole(Serial::IMPORTS), "Look at the modules and at whom an import asks"),
    ("e", false, Do::Edit, "Edit the program"),
    ("l", false, Do::Library, "Step into CPython's library, or over it"),
    ("g", false, Do::GoOn, "Go on from a breakpoint() or a limit"),
    ("s", false, Do::Stop, "Stop the program"),
    ("a", false, Do::SmallAsObjects, "Draw ints and short texts as objects, or in their slots"),
    ("k", false, Do::Costs, "Show what each line has cost, or hide it"),
    ("t", false, Do::Theme, "Change between light, dark and high contrast"),
    ("c", false, Do::Share, "Copy a link to this program and this moment"),
    ("+", true, Do::Desk("zoom-in"), "Draw the stage larger"),
    ("-", false, Do::Desk("zoom-out"), "Draw the stage smaller"),
    ("0", false, Do::Desk("zoom-usual"), "Draw the stage in its usual size"),
    ("f", false, Do::Desk("fit"), "Fit the whole stage into sight"),
    ("F", true, Do::Desk("follow"), "Follow what changes, or stay where you look"),
    ("w", false, Do::Desk("watch"), "Watch an expression"),
    ("h", false, Do::Desk("what-if"), "What if: change a value here, and go on from there"),
    ("j", false, Do::Desk("beside"), "Lay another run beside this one, and see where they differ"),
    ("q", false, Do::Desk("growth"), "Run it for n = 10, 100, 1,000, ... and see how it grows"),
    ("d", false, Do::Desk("export"), "Export the picture, or some steps"),
    ("?", true, Do::Palette, "List everything that can be done"),
];

/// What has no key of its own: a browser keeps the usual ones.
pub const MORE: [(&str, Do); 6] = [
    ("Go on in the edited text from this moment", Do::Desk("edited")),
    ("Take the tour", Do::Desk("tour")),
    ("Save or bring back what the browser keeps", Do::Desk("backup")),
    ("Open a .py file", Do::OpenFile),
    ("Save the program as a file", Do::SaveFile),
    ("Put moved cards back to their places", Do::Desk("unmove")),
];

/// Everything that can be done: name, key (may be empty), what.
pub fn all() -> impl Iterator<Item = (&'static str, &'static str, Do)> {
    let with_keys = TABLE.iter().filter(|(.., name)| !name.is_empty()).map(|(key, _, what, name)| (*name, *key, *what));
    with_keys.chain(MORE.iter().map(|(name, what)| (*name, "", *what)))
}

pub fn find(key: &str, shift: bool) -> Option<Do> {
    // Where a sign stands on the keyboard differs from country to country.
    let is_sign = !key.chars().any(char::is_alphanumeric) && key != " ";
    TABLE.iter().find(|(k, s, ..)| *k == key && (is_sign || *s == shift)).map(|(_, _, what, _)| *what)
}

/// As the palette shows a key.
pub fn shown(key: &str) -> &str {
    match key {
        "ArrowRight" => "→",
        "ArrowLeft" => "←",
        "ArrowDown" => "↓",
        "ArrowUp" => "↑",
        " " => "Space",
        other => other,
    }
}
