//! The rank of an integer matrix, exactly: rows of few entries, kept whole and divided by what they share.

use alloc::{collections::BTreeMap, vec::Vec};

/// The rank of the matrix with these rows; none if a number grows out of range. Entries of one place are added up.
pub(crate) fn rank(rows: impl Iterator<Item = Vec<(usize, i64)>>, columns: usize) -> Option<usize> {
    let mut leading: Vec<Option<Vec<(usize, i64)>>> = alloc::vec![None; columns];
    let mut rank = 0;
    for row in rows {
        let mut sums: BTreeMap<usize, i64> = BTreeMap::new();
        for (at, n) in row {
            let sum = sums.entry(at).or_default();
            *sum = sum.checked_add(n)?;
        }
        let mut row: Vec<(usize, i64)> = sums.into_iter().filter(|(_, n)| *n != 0).collect();
        while let Some((first, factor)) = row.first().copied() {
            match leading.get_mut(first)? {
                Some(pivot) => row = without(&row, pivot, factor)?,
                empty @ None => {
                    *empty = Some(core::mem::take(&mut row));
                    rank += 1;
                }
            }
        }
    }
    Some(rank)
}

/// A row with its first entry taken away by another row that begins at the same column.
fn without(row: &[(usize, i64)], pivot: &[(usize, i64)], factor: i64) -> Option<Vec<(usize, i64)>> {
    let scale = pivot.first()?.1;
    let mut out: Vec<(usize, i64)> = Vec::with_capacity(row.len() + pivot.len());
    let (mut a, mut b) = (row.iter().peekable(), pivot.iter().peekable());
    loop {
        let at = match (a.peek(), b.peek()) {
            (Some(x), Some(y)) => x.0.min(y.0),
            (Some(x), None) => x.0,
            (None, Some(y)) => y.0,
            (None, None) => break,
        };
        let left = a.next_if(|x| x.0 == at).map_or(0, |x| x.1).checked_mul(scale)?;
        let right = b.next_if(|y| y.0 == at).map_or(0, |y| y.1).checked_mul(factor)?;
        let entry = left.checked_sub(right)?;
        if entry != 0 {
            out.push((at, entry));
        }
    }
    let shared = out.iter().fold(0, |shared, (_, n)| gcd(shared, n.unsigned_abs()));
    let shared = i64::try_from(shared).ok().filter(|n| *n > 1);
    if let Some(shared) = shared {
        out.iter_mut().for_each(|(_, n)| *n /= shared);
    }
    Some(out)
}

fn gcd(mut a: u64, mut b: u64) -> u64 {
    while b != 0 {
        (a, b) = (b, a % b);
    }
    a
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranks_of_small_matrices() {
        let dense = |rows: &[&[i64]]| {
            let columns = rows.first().map_or(0, |r| r.len());
            rank(rows.iter().map(|r| r.iter().copied().enumerate().collect()), columns)
        };
        assert_eq!(dense(&[&[1, 2], &[2, 4]]), Some(1));
        assert_eq!(dense(&[&[1, 2], &[2, 5]]), Some(2));
        assert_eq!(dense(&[&[-1, 1, 0], &[0, -1, 1], &[1, 0, -1]]), Some(2));
        assert_eq!(dense(&[&[0, 0], &[0, 0]]), Some(0));
        assert_eq!(rank([alloc::vec![(0, 1), (0, -1)]].into_iter(), 1), Some(0), "entries of one place are added up");
        assert_eq!(dense(&[&[i64::MAX, 1], &[3, 1]]), None, "out of range is no answer");
    }
}
