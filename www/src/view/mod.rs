//! What is drawn: functions of props, keyed by serials. No state but what is under the pointer.

pub mod bar;
pub mod bytecode;
pub mod card;
pub mod figures;
pub mod files;
pub mod frames;
pub mod host;
pub mod icon;
pub mod inside;
pub mod lesson;
pub mod notice;
pub mod output;
pub mod palette;
pub mod panes;
pub mod parts;
pub mod profile;
pub mod room;
pub mod search;
pub mod sentence;
pub mod source;
pub mod stage;
pub mod tabs;
pub mod transport;
pub mod value;
pub mod words;
