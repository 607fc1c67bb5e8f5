//! What the commands about evidence say.

use crate::lang::Lang;
use core::fmt::Display;

words! {
    key_made(path, vkey) "新密钥写在 {path}（只有本人能读；丢了不能补，泄露了别人就能签）\n公钥：{vkey}" | "the new key is in {path} (only you can read it; lost, it is gone; leaked, others can sign)\npublic key: {vkey}";
    key_exists(path) "{path} 已经有密钥了；要换用 key rotate" | "there is a key already in {path}; to change it use key rotate";
    no_key(path) "没有密钥 {path}：先用 key new 名称" | "there is no key {path}: begin with key new NAME";
    bad_key(path, why) "密钥 {path} 读不了：{why}" | "the key {path} cannot be read: {why}";
    bad_key_name(name) "“{name}”不能作密钥名：不要空格和加号，例如 wuye.example/records" | "`{name}` cannot name a key: no blanks, no plus sign, such as estate.example/records";
    key_rotated(path, old, new) "密钥已换，写在 {path}；新旧两把都签了字，记在库里\n旧：{old}\n新：{new}" | "the key is changed, in {path}; both keys signed the change, kept in the store\nold: {old}\nnew: {new}";
    checkpoint_made(size, note) "到第 {size} 条记录的检查点：\n\n{note}" | "checkpoint over {size} records:\n\n{note}";
    written_to(path) "已写到 {path}" | "written to {path}";
    file_exists(path) "{path} 已经有文件了，不会覆盖" | "there is a file at {path}, it is not replaced";
    tree_altered(case, seq) "记录被改过：{case} 第 {seq} 条与封存时不同" | "a record was altered: {case} record {seq} is not what was sealed";
    tree_missing(case, seq) "记录不见了：{case} 第 {seq} 条封存过" | "a record is gone: {case} record {seq} had been sealed";
    tree_forked(size) "库与到第 {size} 条的检查点对不上：那以前的记录被改写过" | "the store does not extend the checkpoint over {size} records: what stood before it was written anew";
    tree_lacks(size, here) "库里缺记录：检查点有 {size} 条，这里只有 {here} 条，少 {size}−{here} 条" | "records are missing: the checkpoint covers {size}, the store has {here}";
    tree_gap(at) "树上少了第 {at} 个位置（从 0 数）" | "the tree lacks its place {at} (counted from 0)";
    tree_root_wrong(at) "从第 {at} 条封存记录起的一段，存下的小结与记录不符" | "a root that the store keeps is not that of its records, from sealed record {at} on";
    tree_case_good(records, size) "{records} 条记录都在到第 {size} 条的检查点里" | "{records} records are in the checkpoint over {size} records";
    tree_case_newer(records) "另有 {records} 条是那个检查点之后写的" | "{records} more were written after that checkpoint";
    wrong_snapshot() "库里存的个案现状与记录不符" | "the state that the store holds of the case is not what its records lead to";
    tree_good(size, checkpoints) "树：{size} 条记录各在其位，{checkpoints} 个检查点相符" | "tree: {size} records in their places, {checkpoints} checkpoints agree";
    not_checkpoint() "这不是检查点" | "this is no checkpoint";
    bad_note(why) "检查点不作数：{why}" | "the checkpoint is not signed as it should be: {why}";
    packed(case, path, records, sha) "{case} 的证据包写在 {path}：{records} 条记录，SHA-256 {sha}" | "the evidence of {case} is in {path}: {records} records, SHA-256 {sha}";
    pack_disclosures(released, withheld) "个人信息：披露 {released} 项，未披露 {withheld} 项" | "personal values: {released} released, {withheld} withheld";
    held_back(count) "备份时有 {count} 条待发的，先扣住不发（有的可能已经发过）；要发：restore --send-outbox" | "{count} requests were waiting to go out when the backup was made: they are held back, some may have gone out since; to send them: restore --send-outbox";
    sent_after_all(count) "放行了 {count} 条待发的" | "{count} requests may go out now";
    pack_erased(erased, records) "另有 {erased} 项已删除，见第 {records} 条记录" | "{erased} more were erased under record {records}";
    disclosed(record) "已记为第 {record} 条记录" | "recorded as record {record}";
    erased(case, values, fields, record) "{case}：删除了 {values} 个值（{fields}），记为第 {record} 条记录" | "{case}: {values} values erased ({fields}), recorded as record {record}";
    erased_places(places) "已清扫：{places}" | "swept: {places}";
    erased_beyond(copy) "够不到、可能还留着的：{copy}（请另行销毁）" | "out of reach, may still hold them: {copy} (destroy it yourself)";
    erasure_not_listed(path, why) "已经删除，但记不进删除清单 {path}：{why}。恢复旧备份时请自己再删一遍" | "it is erased, but the list of erasures {path} cannot be written: {why}. After restoring an older backup erase it again yourself";
    restored_erased(case, values, record, before) "{case}：备份以后删除过的 {values} 个值（当时记为第 {before} 条），这里又删除了，记为第 {record} 条记录" | "{case}: {values} values that were erased after the backup (under record {before} then) are erased here again, recorded as record {record}";
    erase_open(case) "{case} 还没有结案，没有动它" | "{case} is still open: nothing was erased there";
    erase_due(case, field, values, days, due) "{case}　{field}：{values} 个值，结案后保存 {days} 天，{due} 已到期" | "{case}  {field}: {values} values, kept {days} days after the end, over since {due}";
    erase_due_total(count) "共 {count} 项该删除；删除要写 --as 谁提出、--approved-by 谁批准" | "{count} to be erased; to do it say who asks (--as) and who approves (--approved-by)";
    nothing_personal(cases) "没有可动的个人信息：{cases}" | "there are no personal values: {cases}";
    erased_by(who, at, record) "已由{who}于 {at} 删除〔第 {record} 条〕" | "erased by {who} at {at} [record {record}]";
    value_missing(field, record) "第 {record} 条记录的个人信息“{field}”不见了，又没有删除记录" | "the personal value `{field}` of record {record} is gone, and no record says that it was erased";
    value_still_there(field, record, erasure) "第 {record} 条记录的个人信息“{field}”还在，第 {erasure} 条却说已删除" | "the personal value `{field}` of record {record} is still there, though record {erasure} says that it was erased";
    value_foreign(field) "库里有一项个人信息“{field}”，没有哪条记录承诺过它" | "the store holds a personal value of `{field}` that no record commits to";
    values_erased(case, erased, records) "{case}：{erased} 项个人信息已删除，见第 {records} 条记录" | "{case}: {erased} personal values erased under record {records}";
    no_such_disclosure(field) "没有可披露的内容“{field}”：没填过，或已删除" | "there is nothing to release of `{field}`: never filled, or erased";
    pack_good(case, records, size) "{case}：{records} 条记录，首尾相连，都在到第 {size} 条的检查点里" | "{case}: {records} records, linked, all in the checkpoint over {size} records";
    pack_key(vkey) "公钥（请向对方核实）：{vkey}" | "public key (ask whose it is): {vkey}";
    pack_earlier(size) "检查点延续更早的一个（{size} 条）" | "the checkpoint extends an earlier one ({size} records)";
    pack_agrees(size) "与您保存的检查点（{size} 条）一致" | "it agrees with the checkpoint that you kept ({size} records)";
    pack_forked(size) "与您保存的检查点（{size} 条）不一致：那以前的记录被改写过" | "it does not agree with the checkpoint that you kept ({size} records): what stood before it was rewritten";
    pack_apart(kept, size) "您保存的检查点有 {kept} 条，包里的有 {size} 条，包里没有连接两者的证明：请对方用 pack --checkpoint 照您的检查点重做" | "the checkpoint that you kept covers {kept} records, the one in the pack {size}, and nothing in the pack joins them: have it made anew with pack --checkpoint and yours";
    pack_wrong(file, why) "不对：{file}——{why}" | "wrong: {file}: {why}";
    pack_wrong_record(seq, why) "不对：第 {seq} 条记录——{why}" | "wrong: record {seq}: {why}";
    pack_replayed(engines) "照当时的流程重判：相同（当时的引擎 {engines}）" | "decided again under the procedure of that time: identical (engine then: {engines})";
    pack_differs(why) "重判不同：{why}" | "decided again it differs: {why}";
    pack_no_definition(digest) "包里没有个案所用的流程、日历（{digest}）" | "the procedure and calendars of the case are not in the pack ({digest})";
}
plain! {
    lacks_nothing "与检查点相比不缺记录" | "it lacks no record against the checkpoint";
    compare_with_checkpoint "要知道缺不缺记录，请拿外人保存的检查点比：restore、verify 都认 --checkpoint" | "to know whether records are missing compare it with a checkpoint that somebody else kept: restore and verify take --checkpoint";
    no_erasures_known "没有备份以后的删除清单（库旁边的 .erasures）：备份以后删除过的个人信息，这里又有了" | "there is no list of erasures (.erasures beside the store): personal values that were erased after the backup are here again";
    erase_needs "删除个人信息要写 --ground 依据、--as 谁提出、--approved-by 谁批准（不能是同一人）" | "to erase personal values say on what ground (--ground), who asks (--as) and who approves (--approved-by, another person)";
    ground_due "保存期限已过" | "the time of keeping is over";
    not_witnessed "没有外部见证，也没有时间戳：持有私钥的人可以整个重写再签。请把检查点交给外人保存。" | "Not witnessed, and no time stamp: whoever holds the key can rewrite everything and sign again. Give the checkpoint to somebody else to keep.";
    unknown_signatures "另有别人的签名，这里不认得他们的公钥，不算见证" | "others have signed it too, but their keys are not known here: that does not count as a witness";
    release_needs "披露个人信息要写 --as 谁要、--purpose 用途、--second 第二个人（不能是同一人）" | "to release personal values say who asks (--as), what for (--purpose) and a second person (--second, another one)";
}

/// A place that an erasure sweeps, in words.
pub(crate) fn place(lang: Lang, place: &'static str) -> &'static str {
    match place {
        "disclosures" => lang.pick("值与盐", "values and salts"),
        "index" => lang.pick("查找索引", "the index"),
        "commands" => lang.pick("命令摘要", "digests of commands"),
        "log" => lang.pick("库文件与日志里的残留", "what was left in the file and its log"),
        "snapshots" => lang.pick("快照（只有承诺值）", "snapshots (commitments only)"),
        "outbox" => lang.pick("发件箱（只有承诺值）", "the outbox (commitments only)"),
        other => other,
    }
}
