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
    tree_good(size, checkpoints) "树：{size} 条记录各在其位，{checkpoints} 个检查点相符" | "tree: {size} records in their places, {checkpoints} checkpoints agree";
    bad_note(why) "检查点的签名不对：{why}" | "the checkpoint is not signed as it should be: {why}";
    packed(case, path, records, sha) "{case} 的证据包写在 {path}：{records} 条记录，SHA-256 {sha}" | "the evidence of {case} is in {path}: {records} records, SHA-256 {sha}";
    pack_disclosures(released, withheld) "个人信息：披露 {released} 项，未披露 {withheld} 项" | "personal values: {released} released, {withheld} withheld";
    no_such_disclosure(field) "没有可披露的内容“{field}”：没填过，或已删除" | "there is nothing to release of `{field}`: never filled, or erased";
    pack_good(case, records, size) "{case}：{records} 条记录，首尾相连，都在到第 {size} 条的检查点里" | "{case}: {records} records, linked, all in the checkpoint over {size} records";
    pack_key(vkey) "公钥（请向对方核实）：{vkey}" | "public key (ask whose it is): {vkey}";
    pack_earlier(size) "检查点延续更早的一个（{size} 条）" | "the checkpoint extends an earlier one ({size} records)";
    pack_wrong(file, why) "不对：{file}——{why}" | "wrong: {file}: {why}";
    pack_wrong_record(seq, why) "不对：第 {seq} 条记录——{why}" | "wrong: record {seq}: {why}";
    pack_replayed(engines) "照当时的流程重判：相同（当时的引擎 {engines}）" | "decided again under the procedure of that time: identical (engine then: {engines})";
    pack_differs(why) "重判不同：{why}" | "decided again it differs: {why}";
    pack_no_definition(digest) "包里没有个案所用的流程、日历（{digest}）" | "the procedure and calendars of the case are not in the pack ({digest})";
}
plain! {
    not_witnessed "没有外部见证，也没有时间戳：持有私钥的人可以整个重写再签。请把检查点交给外人保存。" | "Not witnessed, and no time stamp: whoever holds the key can rewrite everything and sign again. Give the checkpoint to somebody else to keep.";
    unknown_signatures "另有别人的签名，这里不认得他们的公钥，不算见证" | "others have signed it too, but their keys are not known here: that does not count as a witness";
    release_needs "披露个人信息要写 --as 谁要、--purpose 用途、--second 第二个人（不能是同一人）" | "to release personal values say who asks (--as), what for (--purpose) and a second person (--second, another one)";
}
