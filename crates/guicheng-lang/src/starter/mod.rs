//! Files to begin with: a small procedure that checks clean, its scenarios that pass, and the side files it needs.

use alloc::{string::String, vec::Vec};

/// What the files are made for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Wish<'w> {
    /// The id of the procedure.
    pub id: &'w str,
    /// Its title.
    pub title: &'w str,
    /// Where receptionists come from.
    pub desk: &'w str,
    /// Where the manager comes from.
    pub boss: &'w str,
}

/// The procedure.
pub fn procedure(wish: Wish<'_>) -> String {
    filled(include_str!("procedure.toml"), wish)
}

/// Its scenarios.
pub fn story(wish: Wish<'_>) -> String {
    filled(include_str!("story.toml"), wish)
}

/// Sources of people that [`ORG`] has: receptionists, the manager.
pub const SOURCES: (&str, &str) = ("group:receptionists", "post:manager");

/// An organisation.
pub const ORG: &str = include_str!("org.toml");

/// Calendars.
pub const CALENDARS: &str = include_str!("calendars.toml");

/// The side files for a folder that has none, with the configuration of other formatters.
pub fn side_files() -> Vec<(&'static str, &'static str)> {
    let own = [("org.toml", ORG), ("calendars.toml", CALENDARS)];
    own.into_iter().chain(crate::FORMATTERS).collect()
}

fn filled(text: &str, wish: Wish<'_>) -> String {
    let parts = [("__ID__", wish.id), ("__TITLE__", wish.title), ("__DESK__", wish.desk), ("__BOSS__", wish.boss)];
    parts.into_iter().fold(text.into(), |text: String, (mark, with)| text.replace(mark, with))
}
