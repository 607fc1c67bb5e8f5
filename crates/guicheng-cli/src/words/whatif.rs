//! What `whatif` says.

use crate::lang::Lang;
use core::fmt::Display;

words! {
    whatif_other(case, of, id) "{case} 是 {of} 的个案，不是 {id} 的" | "{case} is a case of {of}, not of {id}";
    whatif_of(id, version, cases) "{id}　若照第 {version} 版：{cases} 个个案" | "{id} under version {version}: {cases} cases";
    whatif_counts(same, timing, course, stuck) "相同 {same}；只有时间不同 {timing}；走法不同 {course}；重走不下去 {stuck}" | "same {same}; other times only {timing}; another course {course}; cannot be replayed {stuck}";
    whatif_broken_clock(title, before, after) "  {title}：原来 {before} → 新版 {after}" | "  {title}: {before} → {after}";
    whatif_limit(title) "{title}·时限" | "{title} (limit)";
    whatif_due(clock, before, after) "{clock}：到期 {before} → {after}" | "{clock}: due {before} → {after}";
    whatif_later(span) "，晚 {span}" | ", {span} later";
    whatif_earlier(span) "，早 {span}" | ", {span} earlier";
    whatif_course(case) "{case}　走法不同（− 原来有，+ 新版有）：" | "{case}: another course (− before, + under the new version):";
    whatif_done(title) "办了“{title}”" | "“{title}” done";
    whatif_skipped(title) "“{title}”由人略过" | "“{title}” left out by a person";
    whatif_passed_over(title) "“{title}”因条件不成立而跳过" | "“{title}” passed over, its condition not true";
    whatif_withdrawn(title) "“{title}”撤回" | "“{title}” withdrawn";
    whatif_rule(title) "违反规矩“{title}”" | "rule “{title}” broken";
    whatif_ended(state) "个案结束：{state}" | "the case ends: {state}";
    whatif_stuck(case, record, why) "{case}　重走不下去，第 {record} 条记录：{why}" | "{case}: cannot be replayed, record {record}: {why}";
    whatif_unknown(step, why) "“{step}”：新版里没有这个名称（{why}）" | "“{step}”: the new version has no such name ({why})";
    whatif_not_open(step) "“{step}”在新版里这时没有打开" | "“{step}” is not open then under the new version";
    whatif_refused(step, why) "“{step}”会被拒绝：{why}" | "“{step}” would be refused: {why}";
    whatif_unanswered(step) "“{step}”要问的事没有人能答" | "“{step}” asks for what nobody can answer";
    whatif_waits(step) "原来已结束，新版里还等着“{step}”，当时没有办过" | "it ended then; under the new version it still waits for “{step}”, which was never done";
}
plain! {
    whatif_migrated "这个个案中途迁过版本，照当时的办法迁不过去了" | "the case moved between versions, and cannot be moved so again";
    whatif_endless "时钟没完没了" | "its clocks never come to rest";
    whatif_own "（照它自己的版本按时唤醒也是这样）" | " (so it is under its own version too, when woken on time)";
    whatif_thresholds "，到期不变，提醒等时点不同" | ", the same due, but other reminders";
    whatif_breaks "，会超期" | ", would be late";
    whatif_keeps "，不再超期" | ", no longer late";
    whatif_broken "超期的时钟：" | "Clocks that were late:";
    whatif_worst "到期变动最大的（最多十条，先列会新超期的）：" | "Greatest shifts (ten at most, those that would be late first):";
    whatif_note "两边都按“到时就触发”来算，与当时系统何时醒来无关；没有写入任何东西。" | "Both sides are woken whenever something is due, whenever the system was awake then; nothing was written.";
}
