//! Tables for the terminal, aligned by display width: a Chinese character is two columns wide.

use unicode_width::UnicodeWidthStr;

/// A table.
#[derive(Clone, Debug, Default)]
pub(crate) struct Table {
    rows: Vec<Vec<String>>,
}

impl Table {
    /// A table with these headings.
    pub(crate) fn new<const N: usize>(head: [&str; N]) -> Self {
        Self { rows: vec![head.map(str::to_owned).to_vec()] }
    }

    /// A table without headings.
    pub(crate) fn bare() -> Self {
        Self::default()
    }

    /// Adds a row.
    pub(crate) fn row<const N: usize>(&mut self, cells: [String; N]) {
        self.rows.push(cells.to_vec());
    }

    /// The table, each line behind `indent`; nothing stands behind the last cell of a line.
    pub(crate) fn render(&self, indent: &str) -> String {
        let columns = self.rows.iter().map(Vec::len).max().unwrap_or(0);
        let width = |n: usize| self.rows.iter().filter_map(|r| r.get(n)).map(|c| c.width()).max().unwrap_or(0);
        let widths: Vec<usize> = (0..columns).map(width).collect();
        let mut out = String::new();
        for row in &self.rows {
            let mut line = String::from(indent);
            for (cell, width) in row.iter().zip(&widths) {
                line.push_str(cell);
                line.extend(std::iter::repeat_n(' ', width.saturating_sub(cell.width()) + 2));
            }
            out.push_str(line.trim_end());
            out.push('\n');
        }
        out
    }
}

#[cfg(test)]
mod tests {
    use super::Table;

    #[test]
    fn wide_characters_count_double() {
        let mut table = Table::new(["步骤", "by"]);
        table.row(["拨打 120".into(), "x".into()]);
        table.row(["call".into(), "yy".into()]);
        assert_eq!(table.render(""), "步骤      by\n拨打 120  x\ncall      yy\n");
    }
}
