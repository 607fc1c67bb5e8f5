//! Values of fields. Numbers are exact decimals; a personal value is only ever a commitment here.

use crate::{OptionId, PersonIx, Timestamp};
use alloc::{boxed::Box, sync::Arc};
use core::cmp::Ordering;

/// A value of a field, or the result of an expression.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub enum Value {
    /// Not filled.
    #[default]
    Empty,
    /// Text, note, phone, unit, department code: anything compared only for equality.
    Text(Box<str>),
    /// A number or an amount of money.
    Decimal(Decimal),
    /// Yes or no.
    YesNo(bool),
    /// One option.
    Choice(OptionId),
    /// A set of options, a bit for each (at most 64).
    Choices(u64),
    /// Days since 1970-01-01, in the procedure's zone.
    Date(i32),
    /// An instant.
    Moment(Timestamp),
    /// A length of time in milliseconds.
    Duration(i64),
    /// A person.
    Person(PersonIx),
    /// A file: SHA-256 of its bytes and its size.
    File(Box<[u8; 32]>, u64),
    /// The salted commitment to a personal value (`SHA-256` of its disclosure).
    Sealed(Arc<[u8; 32]>),
    /// Several values, in the order of entry.
    List(Box<[Value]>),
}

impl Value {
    /// Whether nothing is filled in (an empty list or an empty set of options counts as nothing).
    pub fn is_empty(&self) -> bool {
        match self {
            Self::Empty | Self::Choices(0) => true,
            Self::List(items) => items.is_empty(),
            _ => false,
        }
    }
    /// The entries: of a list each, of a single value itself, of nothing none.
    pub fn items(&self) -> &[Self] {
        match self {
            Self::Empty => &[],
            Self::List(items) => items,
            one => core::slice::from_ref(one),
        }
    }
}

/// An exact decimal: `units` times ten to the power of minus `scale`; `scale` is at most 18.
#[derive(Clone, Copy, Debug)]
pub struct Decimal {
    /// The digits.
    pub units: i64,
    /// How many of them stand behind the point.
    pub scale: u8,
}

impl Decimal {
    /// The most digits behind the point.
    pub const MAX_SCALE: u8 = 18;

    /// A whole number.
    pub const fn whole(units: i64) -> Self {
        Self { units, scale: 0 }
    }

    /// The same number with no zeros at the end of its fraction.
    #[must_use]
    pub fn normal(self) -> Self {
        let Self { mut units, mut scale } = self;
        while scale > 0 && units % 10 == 0 {
            units /= 10;
            scale -= 1;
        }
        Self { units, scale }
    }

    /// The sum, or nothing where it does not fit.
    pub fn checked_add(self, other: Self) -> Option<Self> {
        let scale = self.scale.max(other.scale);
        let sum = self.at(scale)?.checked_add(other.at(scale)?)?;
        Some(Self { units: i64::try_from(sum).ok()?, scale }.normal())
    }

    /// The difference, or nothing where it does not fit.
    pub fn checked_sub(self, other: Self) -> Option<Self> {
        self.checked_add(Self { units: other.units.checked_neg()?, scale: other.scale })
    }

    /// The product, or nothing where it does not fit.
    pub fn checked_mul(self, other: Self) -> Option<Self> {
        let (a, b) = (self.normal(), other.normal());
        let units = i64::try_from(i128::from(a.units).checked_mul(i128::from(b.units))?).ok()?;
        let scale = a.scale.checked_add(b.scale)?;
        let normal = Self { units, scale }.normal();
        (normal.scale <= Self::MAX_SCALE).then_some(normal)
    }

    /// Whole part, if the number is whole and fits.
    pub fn to_whole(self) -> Option<i64> {
        let n = self.normal();
        (n.scale == 0).then_some(n.units)
    }

    fn at(self, scale: u8) -> Option<i128> {
        let power = 10_i128.checked_pow(u32::from(scale.checked_sub(self.scale)?))?;
        i128::from(self.units).checked_mul(power)
    }
}

impl PartialEq for Decimal {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}

impl Eq for Decimal {}

impl PartialOrd for Decimal {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Decimal {
    fn cmp(&self, other: &Self) -> Ordering {
        let scale = self.scale.max(other.scale);
        // i64 times 10^18 stays below i128::MAX, so both sides exist for every scale up to MAX_SCALE.
        match (self.at(scale), other.at(scale)) {
            (Some(a), Some(b)) => a.cmp(&b),
            _ => self.units.cmp(&other.units),
        }
    }
}

impl core::fmt::Display for Decimal {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        let n = self.normal();
        let sign = if n.units < 0 { "-" } else { "" };
        let power = 10_u64.checked_pow(u32::from(n.scale)).unwrap_or(1);
        let units = n.units.unsigned_abs();
        if n.scale == 0 {
            write!(f, "{sign}{units}")
        } else {
            write!(f, "{sign}{}.{:0width$}", units / power, units % power, width = usize::from(n.scale))
        }
    }
}

/// Reads `-12.50` and the like; nothing for anything else or for a number that does not fit.
impl core::str::FromStr for Decimal {
    type Err = NotDecimal;
    fn from_str(text: &str) -> Result<Self, NotDecimal> {
        let (sign, digits) = text.strip_prefix('-').map_or((1, text), |rest| (-1, rest));
        let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
        let plain = |s: &str| s.bytes().all(|b| b.is_ascii_digit());
        if whole.is_empty() || !plain(whole) || !plain(fraction) || (digits.contains('.') && fraction.is_empty()) {
            return Err(NotDecimal);
        }
        let scale = u8::try_from(fraction.len()).ok().filter(|s| *s <= Self::MAX_SCALE).ok_or(NotDecimal)?;
        let units = whole
            .bytes()
            .chain(fraction.bytes())
            .try_fold(0_i64, |sum, digit| sum.checked_mul(10)?.checked_add(sign * i64::from(digit - b'0')));
        Ok(Self { units: units.ok_or(NotDecimal)?, scale }.normal())
    }
}

/// The text is no decimal number, or one with too many digits.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
#[error("not a decimal number of at most 18 digits")]
pub struct NotDecimal;
