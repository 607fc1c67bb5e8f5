//! Measuring and breaking text: a Chinese character is as wide as its size, a Latin one a little over half of it.

use alloc::{string::String, vec::Vec};
use unicode_width::UnicodeWidthChar as _;

/// The width of a text in pixels at a font size.
pub(super) fn width(text: &str, size: i32) -> i32 {
    text.chars().map(|c| tenths(c) * size).sum::<i32>() / 10 + 1
}

fn tenths(c: char) -> i32 {
    match c.width().unwrap_or(0) {
        0 => 0,
        1 if c.is_ascii_uppercase() || matches!(c, 'm' | 'w' | '%' | '@') => 7,
        1 if matches!(c, 'i' | 'l' | 'j' | 't' | 'f' | ' ' | '.' | ',' | ':' | ';' | '\'' | '|') => 4,
        1 => 6,
        _ => 10,
    }
}

/// Breaks a text into lines of at most `room` pixels: after any wide character, else at spaces; never before closing
/// punctuation.
pub(super) fn wrap(text: &str, size: i32, room: i32) -> Vec<String> {
    let mut lines = Vec::new();
    let mut line = String::new();
    for word in words(text) {
        let fits = width(&line, size) + width(word.trim_end().trim_end_matches(closing), size) <= room + 2;
        if !line.is_empty() && !fits && !word.starts_with(closing) {
            lines.push(core::mem::take(&mut line));
        }
        if width(word, size) <= room {
            line.push_str(word.trim_start_matches(if line.is_empty() { ' ' } else { '\u{0}' }));
            continue;
        }
        for c in word.chars() {
            if !line.is_empty() && width(&line, size) + tenths(c) * size / 10 > room {
                lines.push(core::mem::take(&mut line));
            }
            line.push(c);
        }
    }
    if !line.is_empty() {
        lines.push(line);
    }
    lines.iter().map(|l| String::from(l.trim())).collect()
}

fn closing(c: char) -> bool {
    matches!(c, '，' | '。' | '、' | '；' | '：' | '）' | '》' | '”' | '？' | '！' | ')' | ',' | '.' | ';' | ':')
}

/// Pieces between which a line may break.
fn words(text: &str) -> Vec<&str> {
    let mut pieces = Vec::new();
    let mut start = 0;
    let mut before: Option<char> = None;
    for (at, c) in text.char_indices() {
        let wide = |c: char| c.width().unwrap_or(0) > 1;
        let breaks = before.is_some_and(|b| (wide(b) || wide(c) || b == ' ') && !closing(c) && !opening(b));
        if breaks {
            pieces.extend(text.get(start..at));
            start = at;
        }
        before = Some(c);
    }
    pieces.extend(text.get(start..));
    pieces
}

fn opening(c: char) -> bool {
    matches!(c, '（' | '《' | '“' | '(')
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloc::vec;

    #[test]
    fn chinese_is_twice_as_wide_as_digits_or_nearly() {
        assert!(width("护卫", 10) > width("ab", 10) * 3 / 2);
    }

    #[test]
    fn breaks_after_wide_characters_but_never_before_a_comma() {
        assert_eq!(wrap("一二三，四", 10, 32), vec!["一二三，", "四"]);
    }

    #[test]
    fn breaks_latin_at_spaces() {
        assert_eq!(wrap("tell the resident", 10, 60), vec!["tell the", "resident"]);
    }
}
