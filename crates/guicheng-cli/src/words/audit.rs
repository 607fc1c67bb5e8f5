//! What the auditor's commands say.

use crate::lang::Lang;
use core::fmt::Display;

words! {
    history_rule(version, since, digest) "当时的规程：版本 {version}{since}，内容摘要 {digest}" | "the rule of that time: version {version}{since}, digest of its content {digest}";
    history_since(at) "（自 {at} 起）" | " (from {at} on)";
    history_newer(version, since) "现行的是版本 {version}{since}：照它会怎样，见 whatif" | "version {version}{since} is in force now: whatif tells what it would have done";
    history_followed(breaches, at, deviations, by) "违反 {breaches} 处{at}，偏离 {deviations} 处{by}：逐处见 report" | "{breaches} breaches{at}, {deviations} deviations{by}: report tells each";
    history_marked(late, at, outages, by) "补记 {late} 处{at}，系统停过 {outages} 处{by}" | "{late} entered late{at}, {outages} times not served{by}";
    no_record(seq, last) "没有第 {seq} 条记录；最后一条是第 {last} 条" | "there is no record {seq}; the last is {last}";
    no_step(name, known) "没有步骤“{name}”；有：{known}" | "there is no step `{name}`; there are: {known}";
    record_of(seq, kind) "第 {seq} 条记录（{kind}）" | "record {seq} ({kind})";
    at_record(seq) "〔第 {seq} 条〕" | "[record {seq}]";
    at_records(list) "〔第 {list} 条〕" | "[records {list}]";
    why_not_of(title, id) "“{title}”（{id}）：" | "“{title}” ({id}):";
    as_of_record(case, seq, at) "{case}　第 {seq} 条记录之后，{at}" | "{case} after record {seq}, {at}";
    as_of_recorded(case, at, seq) "{case}　{at} 已写下的（到第 {seq} 条）" | "{case} as written down by {at} (record {seq})";
    as_of_occurred(case, at, seq) "{case}　{at} 实际的情形（当时写到第 {seq} 条，另加后来补记的）" | "{case} as it was at {at} (record {seq}, and what was entered later)";
    state_digest(hex) "状态摘要 {hex}" | "digest of the state {hex}";
    done_later(seq) "其实已办完，第 {seq} 条才补记" | "done by then, entered with record {seq}";
    holder(name) "经办人 {name}" | "with {name}";
    could(names) "可接手：{names}" | "could take it up: {names}";
    role_held(role, people, source, at) "{role}：{people}（{source}，问的是 {at}）" | "{role}: {people} ({source}, asked for {at})";
    report_of(case, breaches, deviations) "{case}　违反 {breaches} 处，偏离 {deviations} 处" | "{case}: {breaches} breaches, {deviations} deviations";
    report_due(due) "应于 {due}" | "due {due}";
    report_until(until) "到 {until}" | "until {until}";
    report_occurred(at) "发生于 {at}" | "occurred {at}";
    report_lasted(span) "共{span}" | "{span}";
    report_people(names) "人：{names}" | "people: {names}";
    report_roles(names) "角色：{names}" | "roles: {names}";
    report_clauses(list) "条款 {list}" | "clauses {list}";
    report_total(cases, breaches, deviations) "{cases} 个个案：违反 {breaches} 处，偏离 {deviations} 处" | "{cases} cases: {breaches} breaches, {deviations} deviations";
    verified_case(case, records, states) "{case}：{records} 条记录，链条相连，{states} 个状态摘要相符" | "{case}: {records} records, the chain holds, {states} digests of the state agree";
    not_verified(case, why) "{case}：不对——{why}" | "{case}: wrong: {why}";
    verified_total(good, all, records) "{good}／{all} 个个案无误，共 {records} 条记录" | "{good} of {all} cases right, {records} records";
    wrong_state(seq) "第 {seq} 条记录的状态摘要与记录不符" | "record {seq}: the digest of the state does not follow from the records";
    wrong_head() "最后一条记录的摘要与存档登记的不符" | "the digest of the last record is not the one that the store has noted";
}
plain! {
    history_present "现行的仍是这一版" | "the same version is in force now";
    unopened "那时还没有开案" | "the case was not opened yet";
    head_roles "当时谁担任什么（照记录里的答复）" | "Who had which role (as answered then)";
    head_norms "没守住的规矩，挂起" | "Rules broken, holds";
    head_later "后来补记、当时已发生的" | "Entered later, but had happened by then";
    hidden "还没显示" | "hidden";
    standing_still "停走" | "stands still";
    still_open "到记录末尾还没了结" | "not ended by the end of the history";
    nothing_said "记录里没有更多可说的" | "the history says no more about it";
    no_breaches "没有违反，没有偏离" | "no breaches, no deviations";
    chain_only "说明：没有 checkpoint 可比，这里查的是摘要、链条和每一步之后的状态。没有外部见证或时间戳时，握有库文件的人可以整段重写；要防这一点，请把 checkpoint 交给外人保存。" | "Note: there is no checkpoint to compare with; digests, chain and the state after every step were checked. Without an outside witness or time stamp, whoever holds the store can rewrite all of it; keep a checkpoint with somebody else.";
    breach_late "超时" | "late";
    breach_rule "违反规矩" | "rule broken";
    breach_nobody "无人" | "nobody there";
    breach_unanswered "没有应答" | "no answer";
    breach_left_out "没有做" | "left out";
    breach_given "转给别人" | "given to another";
    breach_broken_off "中止" | "broken off";
    breach_corrected "更正" | "corrected";
    breach_entered_late "补记" | "entered late";
    breach_outage "系统停过" | "outage";
    breach_clock_back "时钟回拨" | "clock set back";
}
