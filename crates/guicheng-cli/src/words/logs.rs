//! What the commands for event logs say.

use crate::lang::Lang;
use core::fmt::Display;

words! {
    exported(cases, events, file) "已写出 {cases} 个个案、{events} 行：{file}" | "{cases} cases, {events} rows written to {file}";
    export_bare(cases) "从未有过待办的个案，各以一行代表（挖掘工具会丢掉没有事件的个案）：{cases}" | "cases in which no work was ever opened stand as one row each (mining tools drop cases without events): {cases}";
    story_failed(file, name) "{file}：情景“{name}”不过，导出的是它走到的地方" | "{file}: the story “{name}” fails; what is exported is how far it came";
    export_nets(count, folder) "另写出 {count} 个流程网：{folder}" | "and {count} nets written to {folder}";
    not_a_log(file, why) "{file} 不是 XES 事件日志：{why}" | "{file} is no XES log: {why}";
    log_of(file, cases, events, variants) "{file}：{cases} 个个案，{events} 个事件，{variants} 种走法" | "{file}: {cases} cases, {events} events, {variants} variants";
    log_empty(count) "另有 {count} 个个案没有事件（挖掘工具会丢掉；写成 CSV 时也放不下）" | "and {count} cases without events (mining tools drop them; a CSV table has no place for them)";
    log_durations(shortest, median, longest) "从头到尾：最短 {shortest}，中位 {median}，最长 {longest}" | "from first to last event: shortest {shortest}, median {median}, longest {longest}";
    log_variant(cases, share, path) "  {cases} 个（{share}%）：{path}" | "  {cases} ({share}%): {path}";
    log_more(count) "  另有 {count} 种" | "  and {count} more";
    log_written(file) "已写出 {file}" | "written to {file}";
    timeline_of(case, title) "{case} · {title} · 经过" | "{case} · {title} · timeline";
}
plain! {
    log_activities "做了什么，各几次：" | "What was done, and how often:";
    log_variants "走法（从多到少）：" | "Variants, the most frequent first:";
    log_form "写成什么？用 --as xes|csv|dots|map" | "in which form? --as xes|csv|dots|map";
    export_form "写成什么？用 --as xes|ocel|ocel-sqlite|csv|jsonl，或给 -o 一个带结尾的文件名" | "in which form? --as xes|ocel|ocel-sqlite|csv|jsonl, or a file with such an ending after -o";
    export_needs_file "SQLite 要写成文件：加 -o FILE" | "SQLite goes to a file: add -o FILE";
}
