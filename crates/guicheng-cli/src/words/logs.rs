//! What the commands for event logs say.

use crate::lang::Lang;
use core::fmt::Display;

words! {
    exported(cases, events, file) "已写出 {cases} 个个案、{events} 行：{file}" | "{cases} cases, {events} rows written to {file}";
    export_bare(cases) "从未有过待办的个案，各以一行代表（挖掘工具会丢掉没有事件的个案）：{cases}" | "cases in which no work was ever opened stand as one row each (mining tools drop cases without events): {cases}";
}
plain! {
    export_form "写成什么？用 --as xes|ocel|ocel-sqlite|csv|jsonl，或给 -o 一个带结尾的文件名" | "in which form? --as xes|ocel|ocel-sqlite|csv|jsonl, or a file with such an ending after -o";
    export_needs_file "SQLite 要写成文件：加 -o FILE" | "SQLite goes to a file: add -o FILE";
}
