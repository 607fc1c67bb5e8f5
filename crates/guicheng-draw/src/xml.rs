//! XML: texts that it can hold, and documents written by quick-xml.

use alloc::{
    borrow::Cow,
    string::{String, ToString},
    vec::Vec,
};
use core::fmt::{Display, Write as _};
use quick_xml::{
    Writer,
    events::{BytesDecl, BytesEnd, BytesStart, BytesText, Event},
};

/// A text as it stands between tags or in an attribute; what XML cannot hold is left out.
pub(crate) struct Escaped<'a>(pub(crate) &'a str);

impl Display for Escaped<'_> {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        for c in self.0.chars() {
            match c {
                '<' => f.write_str("&lt;")?,
                '>' => f.write_str("&gt;")?,
                '&' => f.write_str("&amp;")?,
                '"' => f.write_str("&quot;")?,
                '\u{fffe}' | '\u{ffff}' => {}
                c if c.is_control() => f.write_char(' ')?,
                c => f.write_char(c)?,
            }
        }
        Ok(())
    }
}

/// An element of a document.
#[derive(Clone)]
pub(crate) struct Tag {
    name: &'static str,
    attributes: Vec<(&'static str, String)>,
    text: String,
    inner: Vec<Tag>,
}

impl Tag {
    pub(crate) const fn new(name: &'static str) -> Self {
        Self { name, attributes: Vec::new(), text: String::new(), inner: Vec::new() }
    }

    /// With an attribute.
    pub(crate) fn with(mut self, name: &'static str, value: impl Display) -> Self {
        self.attributes.push((name, value.to_string()));
        self
    }

    /// With its name, if it has one.
    pub(crate) fn named(self, name: &str) -> Self {
        if name.is_empty() { self } else { self.with("name", name) }
    }

    /// With a text inside.
    pub(crate) fn text(mut self, text: &str) -> Self {
        self.text.push_str(text);
        self
    }

    /// With elements inside.
    pub(crate) fn holding(mut self, inner: impl IntoIterator<Item = Self>) -> Self {
        self.inner.extend(inner);
        self
    }

    /// A document with this element, its elements on lines of their own.
    pub(crate) fn document(&self) -> String {
        let mut writer = Writer::new_with_indent(Vec::new(), b' ', 1);
        let begun = writer.write_event(Event::Decl(BytesDecl::new("1.0", Some("UTF-8"), None)));
        // Into memory everything can be written.
        let written = begun.map_err(quick_xml::Error::from).and_then(|()| self.write(&mut writer));
        let mut out = written.ok().and_then(|()| String::from_utf8(writer.into_inner()).ok()).unwrap_or_default();
        out.push('\n');
        out
    }

    fn write(&self, writer: &mut Writer<Vec<u8>>) -> Result<(), quick_xml::Error> {
        let mut start = BytesStart::new(self.name);
        for (name, value) in &self.attributes {
            start.push_attribute((*name, &*clean(value)));
        }
        if self.inner.is_empty() && self.text.is_empty() {
            return Ok(writer.write_event(Event::Empty(start))?);
        }
        writer.write_event(Event::Start(start))?;
        if !self.text.is_empty() {
            writer.write_event(Event::Text(BytesText::new(&clean(&self.text))))?;
        }
        for inner in &self.inner {
            inner.write(writer)?;
        }
        Ok(writer.write_event(Event::End(BytesEnd::new(self.name)))?)
    }
}

/// A text without what XML cannot hold.
fn clean(text: &str) -> Cow<'_, str> {
    let bad = |c: char| c.is_control() || matches!(c, '\u{fffe}' | '\u{ffff}');
    if !text.contains(bad) {
        return Cow::Borrowed(text);
    }
    let kept = text.chars().filter(|c| !matches!(c, '\u{fffe}' | '\u{ffff}'));
    Cow::Owned(kept.map(|c| if c.is_control() { ' ' } else { c }).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_xml_would_read_is_written_so_that_it_does_not() {
        let tag =
            Tag::new("a").with("b", "<\"&\u{1}\u{ffff}'>").holding([Tag::new("c").text("x<y & z"), Tag::new("d")]);
        let lines = [
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>",
            "<a b=\"&lt;&quot;&amp; &apos;&gt;\">",
            " <c>x&lt;y &amp; z</c>",
            " <d/>",
            "</a>",
            "",
        ];
        assert_eq!(tag.document(), lines.join("\n"));
    }
}
