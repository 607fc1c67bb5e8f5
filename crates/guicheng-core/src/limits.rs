//! Limits of the engine, each with a test on both sides.

/// Events of one command.
pub const EVENTS_PER_COMMAND: usize = 10_000;
/// Tokens of a case.
pub const TOKENS_PER_CASE: usize = 4_096;
/// Open pieces of work of a case.
pub const WORK_PER_CASE: usize = 2_048;
/// People met by a case.
pub const PEOPLE_PER_CASE: usize = 4_096;
/// Bytes of one text value, reason or key.
pub const TEXT_BYTES: usize = 16 * 1_024;
/// Nodes of a procedure.
pub const NODES: usize = 16_384;
/// Thresholds of a clock (a bit each in its state).
pub const THRESHOLDS: usize = 32;
/// Depth of an expression.
pub const EXPRESSION_DEPTH: usize = 64;
/// Operations of an expression.
pub const EXPRESSION_OPS: usize = 1_024;
/// Days that a calendar is walked to find an open hour.
pub const CALENDAR_DAYS: i32 = 3_700;
