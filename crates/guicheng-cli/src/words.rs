//! Every sentence that the program says by itself, in Chinese and English side by side: the compiler sees to it that
//! neither is forgotten.

use crate::lang::Lang;
use core::fmt::Display;

macro_rules! words {
    ($($name:ident($($arg:ident),*) $zh:literal | $en:literal;)*) => {$(
        pub(crate) fn $name(lang: Lang, $($arg: impl Display),*) -> String {
            match lang {
                Lang::Zh => format!($zh),
                Lang::En => format!($en),
            }
        }
    )*};
}

macro_rules! plain {
    ($($name:ident $zh:literal | $en:literal;)*) => {$(
        pub(crate) const fn $name(lang: Lang) -> &'static str {
            lang.pick($zh, $en)
        }
    )*};
}

mod audit;
mod evidence;
mod logs;
mod whatif;

pub(crate) use audit::*;
pub(crate) use evidence::*;
pub(crate) use logs::*;
pub(crate) use whatif::*;

// What was typed.
words! {
    bad_instant(text) "看不懂时刻“{text}”：写成 2026-12-02T02:13、02:13 或 +15m" | "cannot read the instant `{text}`: write 2026-12-02T02:13, 02:13 or +15m";
    bad_pair(text) "“{text}”要写成 名称=值" | "`{text}` should be written NAME=VALUE";
    no_field(name, known) "没有内容“{name}”；有：{known}" | "there is no field `{name}`; there are: {known}";
    bad_value(field, text, fits) "{field}：“{text}”不合适，要填{fits}" | "{field}: `{text}` does not fit, it takes {fits}";
    fits_one_of(list) "其中之一：{list}" | "one of: {list}";
    no_card(name, known) "没有步骤或动作“{name}”；现在能做：{known}" | "there is no step or act `{name}`; possible now: {known}";
    no_item(name) "没有对象“{name}”" | "there is no item `{name}`";
    bad_count(text) "“{text}”不是个数" | "`{text}` is not a number";
    no_node(name, known) "没有这条路“{name}”；有：{known}" | "there is no way `{name}`; there are: {known}";
    no_person_but(text, near) "组织里没有“{text}”这个人；是不是 {near}" | "the organisation knows no person `{text}`; did you mean {near}";
    several_people(text, ids) "叫“{text}”的不止一个：{ids}；写编号" | "several people are called `{text}`: {ids}; write the id";
    person_needed(flag) "要写是谁：{flag} 人" | "say who: {flag} PERSON";
    several_acts(list) "一次只能做一个动作，不能同时写 {list}" | "one act at a time, not {list} together";
    format_only_check(format) "--format {format} 只用于 check" | "--format {format} is only for check";
}
plain! {
    told_end "班次的末尾" | "the end of the rosters";
    fits_number "数" | "a number";
    fits_yes_no "是或否" | "yes or no";
    fits_day "日期，如 2026-12-01" | "a day such as 2026-12-01";
    fits_moment "时刻，如 2026-12-01T09:00" | "an instant such as 2026-12-01T09:00";
    fits_duration "时长，如 2h30m" | "a length of time such as 2h30m";
    fits_file "能读的文件" | "a file that can be read";
    rounds_needed "写 --again 再来一轮，或 --enough 到此为止" | "say --again for another round or --enough";
    number_needed "要写第几条：--number N" | "say which one: --number N";
    case_needed "要写并入哪个个案：--into 个案" | "say into which case: --into CASE";
}
words! {
    file(hex, size) "文件 {hex}…（{size} 字节）" | "file {hex}… ({size} bytes)";
}

// What the organisation permits.
words! {
    not_permitted(what) "没有权限{what}" | "not permitted to {what}";
    right_open(procedure) "开 {procedure} 的案" | "open a case of {procedure}";
    right_read(procedure) "看 {procedure} 的个案" | "read cases of {procedure}";
    right_report(procedure) "看 {procedure} 的统计" | "read what the cases of {procedure} come to";
    right_disclose(procedure) "同意查看 {procedure} 的个人信息" | "agree that personal values of {procedure} be shown";
    right_erase(procedure) "同意删除 {procedure} 的个人信息" | "agree that personal values of {procedure} be deleted";
    right_write(procedure) "写规程 {procedure}" | "write the procedure {procedure}";
    right_approve(procedure) "批规程 {procedure}" | "approve the procedure {procedure}";
}

// Files and stores.
words! {
    cannot_read(path, why) "读不了 {path}：{why}" | "cannot read {path}: {why}";
    cannot_write(path, why) "写不了 {path}：{why}" | "cannot write {path}: {why}";
    no_store(path) "没有个案文件 {path}：先用 open 或 demo" | "there is no store {path}: begin with open or demo";
    bad_store(path, why) "个案文件 {path} 打不开：{why}" | "the store {path} cannot be opened: {why}";
    no_procedure(name, known) "没有流程“{name}”；有：{known}" | "there is no procedure `{name}`; there are: {known}";
    no_case(case) "没有个案“{case}”" | "there is no case `{case}`";
    not_loaded(procedure, version, why) "流程 {procedure} 版本 {version} 载入不了：{why}" | "version {version} of {procedure} cannot be loaded: {why}";
    version_taken(procedure, version) "流程 {procedure} 的版本 {version} 已经发布过，内容不同：请把 version 加一" | "version {version} of {procedure} is published already with other content: raise `version` by one";
    has_findings(path) "{path} 有错误，先用 check 看" | "{path} has errors: see them with check";
    jump(last, now) "时钟从 {last} 跳到了 {now}，超过一天：确认无误就用 --now 写明时刻" | "the clock jumped from {last} to {now}, more than a day: if that is right, say so with --now";
    contended(case) "个案 {case} 正被别人频繁改动，请再试" | "the case {case} is changing too fast, try again";
    damaged(case, why) "个案 {case} 的存档有问题：{why}" | "what is stored of {case} makes no sense: {why}";
    store_failed(why) "存取失败：{why}" | "the store failed: {why}";
    no_filter(text) "查不了条件“{text}”" | "the condition `{text}` of a look-up cannot be told here";
    backup_exists(path) "{path} 已经有文件了" | "there is a file already at {path}";
    backed_up(path) "已备份到 {path}，查过无损" | "backed up to {path}, and checked";
    restored(from, to) "已从 {from} 恢复到 {to}" | "restored {to} from {from}";
    damaged_file(why) "文件已损坏：{why}" | "the file is damaged: {why}";
}
plain! {
    foreign_store "不是本程序的文件" | "it is not a file of this program";
    key_reused "同一个键已用于别的命令（key_reused）" | "the key was used for another command (key_reused)";
}

// Refusals.
words! {
    refused(why) "不行：{why}" | "refused: {why}";
    refused_by(title, id, key) "  依据：{title}（{id}{key}）" | "  by:      {title} ({id}{key})";
    refused_clauses(list) "  条款：{list}" | "  clauses: {list}";
    refused_say(say) "  说明：{say}" | "  it says: {say}";
    refused_allowed(list) "  现在能做：{list}" | "  open now: {list}";
    missing_field(field) "缺内容：{field}" | "a field is missing: {field}";
    wrong_value(field) "值不合适：{field}" | "the value does not fit: {field}";
    not_asked(field) "这一步不填：{field}" | "this field is not asked here: {field}";
    not_sealed(field) "个人信息要先封存：{field}" | "a personal value must be sealed first: {field}";
    missing_check(id) "有一项没有确认：{id}（--check {id}）" | "an item is not attested: {id} (--check {id})";
    rule_forbids(rule) "规矩不允许：{rule}" | "a rule forbids this: {rule}";
    out_of_time(clock) "已过期限：{clock}" | "the time for this is over: {clock}";
    stale(seen) "看过第 {seen} 条记录之后有了变化" | "it has changed since record {seen}";
}
plain! {
    nothing_open "没有开着的步骤" | "nothing is open";
}

// Cases, work, clocks.
words! {
    opened(case) "已开案 {case}" | "opened {case}";
    repeated(case) "这条命令以前收到过，没有再做：{case}" | "this command was known already, nothing was done again: {case}";
    case_closed(case) "个案 {case} 已结案" | "the case {case} is closed";
    waiting(count) "待办 {count} 件：" | "open work ({count}):";
    todo_of(person, at) "{person} 的待办（{at}）" | "what {person} has to do ({at})";
    left(span) "还有 {span}" | "{span} left";
    over(span) "超过 {span}" | "{span} over";
    held_by(person) "{person} 手上" | "with {person}";
    opened_by_roster(case) "按班次或日期自动开案：{case}" | "opened by the roster or the calendar: {case}";
    ticked(at, count) "到 {at}：触发 {count} 个个案" | "up to {at}: something fired in {count} cases";
    tick_failed(case, why) "{case} 没能触发：{why}" | "{case} could not be fired: {why}";
    next_due(at) "下次到时：{at}" | "next due: {at}";
    no_duty(duty) "“{duty}”不是双方签字才换人的值守（班次表上写 handover = \"signed\"）" | "`{duty}` is no duty that passes by signature (`handover = \"signed\"` in its roster)";
    no_person(person) "组织里没有“{person}”这个人" | "the organisation knows no person `{person}`";
    duty_handed(case) "交接班 {case}" | "handover {case}";
    duty_set(person, reason) "{person} 指定：{reason}" | "set by {person}: {reason}";
    merged_into(case) "已并入 {case}" | "merged into {case}";
    notice_waiting(number, notice, people) "通知 {number}（{notice}）待确认：{people}" | "notice {number} ({notice}) waits to be confirmed by {people}";
}
plain! {
    nothing_to_do "没有要办的" | "nothing to do";
    no_cases "没有个案" | "no cases";
    nothing_due "没有到时的" | "nothing was due";
    nobody_there "没有人在" | "nobody is there";
    nothing_pending "没有会到时的" | "nothing will fire by time";
    col_case "个案" | "case";
    col_procedure "流程" | "procedure";
    col_version "版本" | "version";
    col_state "状态" | "state";
    col_opened "开案" | "opened";
    col_next "下次到时" | "next due";
    col_step "步骤" | "step";
    col_due "期限" | "due";
    col_clock "时限" | "clock";
    col_flow "连线" | "flow";
    col_rule "规矩" | "rule";
    col_register "登记表" | "register";
    col_notice "通知" | "notice";
    col_clause "条款" | "clause";
    no_walk "规程有错，读不成，先看 check" | "the procedure has errors and cannot be read: see check";
    trace_closed "走完了：没有剩下的" | "the case is closed: nothing is left";
    trace_open "走到这里，还有事可办：" | "here it stands, with work open:";
    trace_stuck "走到这里卡住了，什么都办不了：" | "here it is stuck, nothing can be done:";
    trace_doubled "走到这里，同一件事有了两份：" | "here the same thing is there twice:";
    col_duty "值守" | "duty";
    col_who "谁" | "who";
    col_since "从何时" | "since";
    col_why "凭什么" | "by what";
    no_duties "还没有签字交接的值守" | "no duty has been set or handed over yet";
    duty_reason "要写原因：--why" | "a reason is wanted: --why";
    not_covered "有没走到的，见上" | "something was never reached, see above";
    head_work "要做的" | "Open work";
    head_clocks "时限" | "Clocks";
    head_fields "内容" | "Fields";
    head_acts "还能做的动作" | "Acts possible now";
    head_holds "暂停" | "Holds";
    head_broken "没守住的规矩" | "Rules broken now";
    head_go_through "要一件一件交代的个案" | "Cases to go through, one by one";
    state_open "办理中" | "open";
    state_held "暂停" | "held";
    state_closed "已结案" | "closed";
    state_aborted "已中止" | "aborted";
    state_merged "已并案" | "merged";
    state_new "未开案" | "new";
    escalated "已上报" | "escalated";
    clock_running "在走" | "running";
    clock_paused "停着" | "paused";
    clock_late "过期" | "late";
    waits_event "等外面的消息" | "waits for an outside event";
    waits_child "等下级个案" | "waits for a child case";
    waits_answer "等查询结果" | "waits for an answer";
}

// Replay, history.
words! {
    replay_same(case, records) "{case}：{records} 条记录，重判相同，摘要一致" | "{case}: {records} records, decided again: identical, digests agree";
    replay_differs(case, why) "{case}：不同——{why}" | "{case}: differs: {why}";
    replay_total(same, all) "{same}／{all} 个个案相同" | "{same} of {all} cases identical";
    history_of(case, title, version) "{case}　{title}　版本 {version}" | "{case}: {title}, version {version}";
}

// Check, test, draw, try.
words! {
    clauses_covered(all, placed, reasons, bare) "条款 {all} 条：{placed} 条有落处，{reasons} 条写明不在规程里，{bare} 条没有着落" | "{all} clauses: {placed} have a place, {reasons} a reason to have none, {bare} neither";
    cards_uncited(all, grounds) "没有条款的步骤、时限、规矩 {all} 处：{grounds}" | "{all} steps, limits and rules without a clause: {grounds}";
    by_basis(basis, n) "basis = {basis} {n} 处" | "{n} with basis = {basis}";
    by_nothing(n) "什么依据也没写 {n} 处" | "{n} that give no ground";
    coverage_held() "规程里还有错误，条款没有统计" | "clauses are not counted while a procedure has errors";
    told_unknown(id) "{id}：没有录入班次，答不了有没有人知道" | "{id}: no roster is entered, so whether anybody is told cannot be said";
    told_never(id, steps, first, last, span) "{id}：{first} 到 {last}，{steps} 个步骤，不论什么时候打开，{span}内都有人知道" | "{id}: from {first} to {last}, whenever one of {steps} steps opens, somebody is told within {span}";
    told_waits(id, span, gaps, first, last) "{id}：会有事等{span}都没有人知道：{first} 到 {last} 有 {gaps} 段" | "{id}: work can wait {span} with nobody told: {gaps} stretches from {first} to {last}";
    told_gap(from, to, step) "{from} 起到 {to}：“{step}”没有人接，也没有人可报" | "from {from} to {to}: nobody is there for “{step}”, and nobody to hand it up to";
    told_more(more) "另有 {more} 段" | "and {more} more";
    told_open(steps) "没有算的（由谁做要看个案）：{steps}" | "not looked at (who does it only the case knows): {steps}";
    checked(files, errors, warnings) "查了 {files} 个文件：{errors} 个错误，{warnings} 个提醒" | "{files} files checked: {errors} errors, {warnings} warnings";
    fixed(path, count) "{path}：改好 {count} 处" | "{path}: {count} places repaired";
    no_files(path) "{path} 里没有流程文件" | "there are no procedure files in {path}";
    new_written(path) "写好 {path}" | "written: {path}";
    new_exists(path) "{path} 已经有文件了，什么都没写" | "there is a file already at {path}; nothing was written";
    bad_new_id(id) "“{id}”不能作名字：用字母、数字、下划线、连字符" | "`{id}` cannot be a name: use letters, digits, `_` and `-`";
    fmt_changed(path) "已排好 {path}" | "laid out {path}";
    fmt_differs(path) "版面不合：{path}" | "not in canonical layout: {path}";
    fmt_broken(path) "{path} 读不成，没有动；先用 check --fix" | "{path} cannot be read and was left alone: try check --fix first";
    fmt_total(files, changed) "{files} 个文件，{changed} 个版面不合" | "{files} files, {changed} not in canonical layout";
    no_code(code) "没有代码 {code}；guicheng explain 列出全部" | "there is no code {code}; guicheng explain lists them all";
    no_code_near(code, near) "没有代码 {code}，是不是 {near}？guicheng explain 列出全部" | "there is no code {code}; did you mean {near}? guicheng explain lists them all";
    tests_total(passed, failed) "通过 {passed}，失败 {failed}" | "{passed} passed, {failed} failed";
    never_reached(procedure, what, list) "{procedure} 没走到的{what}：{list}" | "{procedure}, never reached ({what}): {list}";
    only_called(procedure) "{procedure}（只被调用）" | "{procedure} (only called)";
    net_too_large() "路线层层套用，展开成网太大（超过 20000 个变迁）" | "the routes name each other so often that the net would have more than 20,000 transitions";
    drawn(path) "已画到 {path}" | "drawn to {path}";
    drawn_pages(path, count) "已画到 {path}：{count} 页" | "drawn to {path}: {count} pages";
    pictures_of(path) "# 流程图\n\n`guicheng draw {path} --as svg -o …` 画成，每页一张 A4；不用手改。" | "# Pictures\n\nDrawn by `guicheng draw {path} --as svg -o …`, each an A4 page; not to be edited.";
    no_route(name, known) "没有路线“{name}”；有：{known}" | "there is no route `{name}`; there are: {known}";
    route_only_svg() "--route 只用于 --as svg" | "--route goes with --as svg only";
    folder_only_pages() "整个文件夹只能用 --as svg -o 文件夹 画" | "a folder is drawn with --as svg -o FOLDER only";
    try_begin(title, at) "{title}。虚拟时钟从 {at} 开始。输入 help 看命令。" | "{title}. The virtual clock starts at {at}. Type help for the commands.";
    try_unknown(word) "没有命令“{word}”，输入 help 看命令" | "there is no command `{word}`, type help";
    no_trace(why) "这不是反例：{why}" | "this is no trace: {why}";
    trace_stops(step, why) "第 {step} 步走不下去：{why}" | "step {step} cannot be done: {why}";
    try_now(at) "现在 {at}" | "it is {at}";
}
plain! {
    diff_same "内容相同" | "they say the same";
    diff_all_placed "办理中的个案在新版本里都有去处" | "every running case has its place in the new version";
    schema_needs_folder "写明放到哪个文件夹：guicheng schema all -o 文件夹" | "say which folder: guicheng schema all -o FOLDER";
    new_next "接下来：改文件，guicheng check 检查，guicheng test 跑测试" | "next: edit it, then guicheng check and guicheng test";
    try_help "do 步骤 --as 人 [--set 内容=值]…　办一步或做一个动作\n+5m　让时间过去　　next　跳到下一次到时\nshow　看个案　　todo 人　看某人的待办　　history　看经过　　quit　结束"
        | "do STEP --as PERSON [--set F=V]...  do a step or an act\n+5m  let time pass       next  jump to the next due\nshow  the case    todo PERSON  their work    history  the timeline    quit  the end";
}

// Versions.
words! {
    published_as(procedure, version, from) "{procedure} 版本 {version} 已发布，{from} 起的新个案用它" | "{procedure}, version {version}: published, for cases opened from {from} on";
    published_before(procedure, version) "{procedure} 版本 {version} 早已发布，内容相同" | "{procedure}, version {version}: published before, the very same";
    two_names(person) "要两个人：写的人和批的人不能都是 {person}" | "two names are needed: {person} cannot both write and approve";
    no_change(path) "{path} 没写 change：这一版改了什么、为什么" | "{path} has no `change`: say what this version changes, and why";
    moves(case, from, to) "{case}：版本 {from} → {to}" | "{case}: version {from} -> {to}";
    cannot_move(case) "{case} 不能迁：" | "{case} cannot move:";
    nothing_to_move(what) "{what}：没有要迁的个案" | "{what}: there is no case to move";
    no_such_case(what) "没有个案或流程“{what}”" | "there is no case or procedure `{what}`";
    keep_unknown(name, known) "没有在走的时限“{name}”；有：{known}" | "no clock `{name}` runs; there are: {known}";
}
plain! {
    dry_run "只是计划，什么都没改" | "only planned, nothing was changed";
    moved "已迁" | "moved";
    col_effective "新个案从何时用" | "for new cases from";
    col_published "发布" | "published";
    col_by "谁" | "by";
    col_digest "摘要" | "digest";
    col_cases "办理中／全部" | "open / all";
    col_old_due "原到时" | "old due";
    col_new_due "新到时" | "new due";
    col_change "怎样" | "what becomes of it";
    due_keep "不变" | "kept";
    due_recount "重算" | "counted again";
    due_begin "新开始" | "begins";
    due_end "不再计" | "ends";
    lost "不再有（历史里仍在）" | "no longer there (the history has it)";
    put_at "改放到" | "put at";
    what_to "要么写 --to 版本，要么写 --calendars 文件" | "say --to VERSION or --calendars FILE";
}

// The demo.
words! {
    demo_title(at) "规程 · 急救之夜。虚拟时钟从 {at} 开始，每一步都真的记在个案里。" | "Guicheng: the night of the emergency. A virtual clock from {at}; every step is really recorded.";
    demo_register(title) "登记表《{title}》的一行" | "The row in the register: {title}";
    not_a_demo(path) "{path} 不是演示写下的，不会覆盖；要在里面演，写 --store {path}" | "{path} was not written by a demo and is not replaced; to play in it, say --store {path}";
    column_who(title) "{title}：谁" | "{title}: who";
    column_when(title) "{title}：几时" | "{title}: when";
    column_opened(title) "{title}：几时开始" | "{title}: since";
    column_reason(title) "{title}：原因" | "{title}: reason";
    column_due(title) "{title}：期限" | "{title}: due";
    column_verdict(title) "{title}：按时没有" | "{title}: in time";
    no_rows(procedure, name) "{procedure} 没有写过登记表“{name}”" | "no case of {procedure} wrote a register `{name}`";
    no_registers(procedure) "{procedure} 还没有写过登记表" | "no case of {procedure} wrote a register yet";
    rows(count) "{count} 行" | "{count} rows";
    column_used(title) "{title}：用时" | "{title}: time used";
}
plain! {
    verdict_kept "按时" | "in time";
    verdict_broken "超期" | "late";
    verdict_entered_late "按时，补记" | "in time, entered later";
    demo_clock "（到时）" | "(time)";
    demo_timeline "经过" | "The timeline";
    demo_replay "重判：照当时的版本把每条命令再判一遍" | "Replay: every command is decided again";
    demo_cases "留下的个案" | "Cases left in the store";
    demo_next "接下来可以试" | "What to type next";
    next_show "看这个个案" | "the case as it stands";
    next_history "完整的经过" | "the whole timeline";
    next_replay "再验一遍" | "decide it again";
    next_draw "流程的提纲" | "the procedure as an outline";
    next_open "自己开一个" | "open a case of your own";
    next_todo "白班接待员要做什么" | "what the day receptionist has to do";
    next_backup "备份" | "a checked copy";
}
