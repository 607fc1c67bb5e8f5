//! The language of what is shown.

use std::env::var;

/// The language of what is shown.
#[derive(Clone, Copy, PartialEq, Eq, Debug, clap::ValueEnum)]
pub(crate) enum Lang {
    /// Chinese: the files' own titles.
    Zh,
    /// English, where titles have a translation.
    En,
}

impl Lang {
    /// From the environment, as other programs do: the first of the usual variables that is set.
    pub(crate) fn of_environment() -> Self {
        let set = ["LC_ALL", "LC_MESSAGES", "LANG"].iter().filter_map(|name| var(name).ok()).find(|v| !v.is_empty());
        if set.is_some_and(|v| v.starts_with("zh")) { Self::Zh } else { Self::En }
    }

    /// The code by which titles are looked up.
    pub(crate) const fn code(self) -> &'static str {
        match self {
            Self::Zh => "zh",
            Self::En => "en",
        }
    }

    /// One of two wordings.
    pub(crate) const fn pick<'t>(self, zh: &'t str, en: &'t str) -> &'t str {
        match self {
            Self::Zh => zh,
            Self::En => en,
        }
    }

    /// What stands between the entries of a list.
    pub(crate) const fn comma(self) -> &'static str {
        self.pick("、", ", ")
    }
}

impl From<Lang> for guicheng_draw::Lang {
    fn from(lang: Lang) -> Self {
        match lang {
            Lang::Zh => Self::Zh,
            Lang::En => Self::En,
        }
    }
}

impl From<Lang> for guicheng_lang::Lang {
    fn from(lang: Lang) -> Self {
        match lang {
            Lang::Zh => Self::Zh,
            Lang::En => Self::En,
        }
    }
}

impl From<Lang> for guicheng_history::Lang {
    fn from(lang: Lang) -> Self {
        match lang {
            Lang::Zh => Self::Zh,
            Lang::En => Self::En,
        }
    }
}
