use super::*;
use crate::{FileId, Source, doc};

const OLD: &str = r#"
[procedure]
id = "leak"
version = 7
[fields]
kind = { type = "choice", options = { small = "小", big = "大" } }
[step.look]
title = "查看"
who = "desk"
clause = ["4.1", "4.2"]
late = [{ after = "5m", remind = "desk" }]
[step.mend]
title = "修"
who = "desk"
[clock.whole]
until = "step.mend.done"
limit = "2d"
[choice.way]
first = [{ when = "kind == 'small'", go = "next" }, { when = "otherwise", go = "mend" }]
[en]
step.look = "Look"
"#;

fn compared(new: &str) -> Vec<Change> {
    let read = |text: &str| {
        let mut findings = Vec::new();
        let table = doc::parse(&Source::from_text(FileId(0), "a.toml", text), &mut findings).unwrap().into_owned();
        assert_eq!(findings, []);
        table
    };
    diff(&read(OLD), &read(new))
}

fn one(from: &str, to: &str) -> (String, String) {
    let new = OLD.replace(from, to);
    assert_ne!(new, OLD, "{from}");
    let all = compared(&new);
    let zh: Vec<&str> = all.iter().map(|c| &*c.words.zh).collect();
    let en: Vec<&str> = all.iter().map(|c| &*c.words.en).collect();
    (zh.join("\n"), en.join("\n"))
}

#[test]
fn units_are_called_out() {
    let (zh, en) = one("\"5m\"", "\"5 hours\"");
    assert_eq!(zh, "步骤 look late 1 after（开始后多久）：“5m” 改为 “5 hours”（注意单位：分钟 → 小时）");
    assert_eq!(
        en,
        "step look late 1 after (so long after the start): “5m” becomes “5 hours” (mind the unit: minutes -> hours)"
    );
    let (zh, _) = one("\"2d\"", "\"2个工作日\"");
    assert!(zh.ends_with("（注意单位：天 → 工作日）"), "{zh}");
    let (zh, _) = one("\"5m\"", "\"15 分钟\"");
    assert!(zh.contains("“15 分钟”") && !zh.contains("注意单位"), "{zh}");
}

#[test]
fn cards_come_go_and_change_names() {
    let (zh, _) = one("[step.mend]", "[step.fix]");
    assert_eq!(zh, "步骤 mend 改名为 “fix”", "nothing else changed in it");
    let (zh, _) = one(
        "[step.look]\ntitle = \"查看\"\nwho = \"desk\"",
        "[from.7]\nrename = { look = \"inspect\" }\n[step.inspect]\ntitle = \"查看\"\nwho = \"boss\"",
    );
    assert!(
        zh.contains("步骤 look 改名为 “inspect”\n步骤 inspect who（谁来做（任一角色））：“desk” 改为 “boss”"),
        "{zh}"
    );
    let (zh, en) = one("[step.mend]\ntitle = \"修\"\nwho = \"desk\"\n", "");
    assert_eq!((&*zh, &*en), ("步骤 mend：去掉 “修”", "step mend: removed “修”"));
}

#[test]
fn options_name_their_guards() {
    let (zh, _) = one("small = \"小\", ", "");
    assert_eq!(zh, "内容项 kind options small：去掉 “小”；提到它的判断：choice.way.first.1.when: kind == 'small'");
    let (zh, _) = one("big = \"大\"", "big = \"大\", huge = \"特大\"");
    assert_eq!(zh, "内容项 kind options huge：新加 “特大”；没有判断提到它");
}

#[test]
fn clauses_texts_and_translations() {
    let (zh, _) = one("[\"4.1\", \"4.2\"]", "[\"4.1\", \"4.3\"]");
    assert_eq!(zh, "步骤 look clause（出自哪些条款）：去掉 “4.2”\n步骤 look clause（出自哪些条款）：新加 “4.3”");
    assert_eq!(one("\"Look\"", "\"See\"").0, "en 译文有改动");
    assert_eq!(compared(&OLD.replace("who = \"desk\"\n", "who   = 'desk' # same\n")), [], "layout is no difference");
}
