//! The page on the format, in both languages.

use super::{Key, Place, Shape, keys_of};
use alloc::{format, string::String, vec::Vec};

/// `docs/format.md`.
pub fn document() -> String {
    let mut out = String::from(HEAD);
    for place in Place::TABLES {
        out.push_str(&format!("\n## {}\n\n", heading(place)));
        let shares: Vec<&str> = shared(place).into_iter().map(shared_words).collect();
        let own = keys_of(place).into_iter().filter(|key| key.place == place);
        out.push_str(&rows(own));
        if !shares.is_empty() {
            out.push_str(&format!("\n另有 · and also: {}\n", shares.join("；")));
        }
    }
    for place in [Place::Card, Place::Cite, Place::Acts, Place::Instances, Place::Trigger, Place::Ways] {
        out.push_str(&format!("\n## {}\n\n", shared_words(place)));
        out.push_str(&rows(keys_of(place).into_iter().filter(|key| key.place == place)));
    }
    out.push_str(SIDE);
    for place in Place::SIDE {
        out.push_str(&format!("\n### {}\n\n{}", heading(place), rows(keys_of(place).into_iter())));
    }
    out
}

fn rows<'k>(keys: impl Iterator<Item = &'k Key>) -> String {
    let row = |key: &Key| {
        let needed = if key.needed { " **必写**" } else { "" };
        let example = match key.example {
            "" => String::new(),
            example => format!("`{} = {example}`", key.key).replace('|', "\\|"),
        };
        format!("| `{}`{needed} | {} | {} · {} | {example} |\n", key.key, kind(key.shape), key.zh, key.en)
    };
    let all: String = keys.map(row).collect();
    if all.is_empty() {
        return "（没有自己的键 · no keys of its own）\n".into();
    }
    format!("| 键 · key | 值 · value | 意思 · meaning | 例 · example |\n|---|---|---|---|\n{all}")
}

/// The sets of keys that a table shares, those within them too.
fn shared(place: Place) -> Vec<Place> {
    let mut all = Vec::new();
    for share in place.shares() {
        all.push(*share);
        all.extend(shared(*share));
    }
    all
}

const fn shared_words(place: Place) -> &'static str {
    match place {
        Place::Card => "标题 · title",
        Place::Cite => "出处 · where it comes from",
        Place::Acts => "动作 · actions",
        Place::Instances => "几份 · how often at once",
        Place::Trigger => "起因 · what sets it off",
        Place::Ways => "选法 · how it chooses",
        _ => "",
    }
}

fn heading(place: Place) -> String {
    let (written, zh) = match place {
        Place::File => ("", "文件 · the file"),
        Place::Procedure => ("[procedure]", "抬头 · the head"),
        Place::Manual => ("manual = { … }", "手册 · the manual"),
        Place::From => ("[from.N]", "旧版本的个案 · cases of an older version"),
        Place::Opens => ("[opens.X]", "按班次或日历开案 · cases that a roster or the calendar opens"),
        Place::Event => ("[events] X = { … }", "外部事件 · outside events"),
        Place::Field => ("[fields] X = { … }", "内容项 · fields"),
        Place::Role => ("[roles] X = { … }", "角色 · roles"),
        Place::Table => ("[table.X]", "表 · tables"),
        Place::Cell => ("rows.A = { column = { … } }", "自有出处的一格 · a cell with its own source"),
        Place::Route => ("[route.X]", "路线 · routes"),
        Place::Repeat => ("repeat = { … }", "重复 · loops"),
        Place::Choice => ("[choice.X]", "选择 · choices"),
        Place::Line => ("first = [{ … }], all = [{ … }]", "选择的一行 · a line of a choice"),
        Place::RaceLine => ("race = [{ … }]", "抢先的一行 · a line of a race"),
        Place::Gate => ("[gate.X]", "关口 · gates"),
        Place::Graph => ("[graph]", "图 · the graph form"),
        Place::Step => ("[step.X]", "步骤 · steps"),
        Place::Names => ("names = { … }", "指定人 · naming people"),
        Place::Passes => ("passes = { … }", "交班 · a duty that passes"),
        Place::Check => ("check = [{ id = \"…\" }]", "逐项确认 · attested items"),
        Place::Wait => ("[wait.X]", "等候 · waits"),
        Place::Call => ("[call.X]", "调用 · calls"),
        Place::Lookup => ("[lookup.X]", "查旧案 · look-ups"),
        Place::Clock => ("[clock.X]", "时限 · clocks"),
        Place::Threshold => ("late = [{ … }]", "时点 · thresholds"),
        Place::Ack => ("ack = { … }", "逐级上找 · ladders"),
        Place::On => ("[on.X]", "随时可能发生的事 · what may happen at any time"),
        Place::Hold => ("[hold.X]", "挂起 · holds"),
        Place::Rule => ("[rule.X]", "规矩 · rules"),
        Place::Broken => ("broken = { … }", "没守住 · a broken rule"),
        Place::Register => ("[register.X]", "登记表 · registers"),
        Place::Notice => ("[notice.X]", "通知 · notices"),
        Place::Status => ("[status.HOST]", "状态码 · codes for hosts"),
        Place::Whole => ("clause = [{ … }]", "上级条款 · a clause with all below it"),
        Place::OrgFile => ("", "`org.toml`：组织和班次 · the organisation"),
        Place::Org => ("[org]", "抬头 · the head"),
        Place::Person => ("[people] X = { … }", "人员 · people"),
        Place::Post => ("[posts] X = { … }", "固定岗位 · posts"),
        Place::Department => ("[departments] X = { … }", "部门 · departments"),
        Place::Absence => ("[[absences]]", "请假 · absences"),
        Place::Roster => ("[roster.X]", "班次表 · rosters"),
        Place::Permission => ("[permission.X]", "权限 · permissions"),
        Place::CalendarsFile => ("", "`calendars.toml`：日历 · calendars"),
        Place::Calendar => ("[calendar.X]", "日历 · a calendar"),
        Place::ClausesFile => ("", "`clauses.toml`：条款登记 · the register of clauses"),
        Place::Clauses => ("[clauses]", "抬头 · the head"),
        Place::Book => ("[books.X]", "书 · books"),
        Place::Clause => ("[clause.\"X\"]", "条款 · clauses"),
        Place::Card | Place::Cite | Place::Acts | Place::Instances | Place::Trigger | Place::Ways => {
            ("", shared_words(place))
        }
    };
    if written.is_empty() { zh.into() } else { format!("`{written}` {zh}") }
}

fn kind(shape: Shape) -> String {
    let plain = match shape {
        Shape::Text => "文字 · text",
        Shape::Whole(min, _) => return format!("整数，{min} 起 · whole number from {min}"),
        Shape::YesNo => "`true` `false`",
        Shape::True => "`true`",
        Shape::Day => "日期 · day",
        Shape::Texts => "列表 · list",
        Shape::TextOrTexts => "文字或列表 · text or list",
        Shape::Word(words) => return words.iter().map(|word| format!("`{word}`")).collect::<Vec<_>>().join(" "),
        Shape::Count(_, words) => {
            let words: Vec<String> = words.iter().map(|word| format!(" `{word}`")).collect();
            return format!("整数 · number{}", words.concat());
        }
        Shape::Value => "值 · value",
        Shape::Pairs => "名 = 文字 · names with texts",
        Shape::Values => "名 = 值 · names with values",
        Shape::Stops => "卡片列表 · list of cards",
        Shape::Flows => "成对的名字 · pairs of names",
        Shape::Ladder => "角色列表 · list of roles",
        Shape::Clauses => "条款 · clauses",
        Shape::One(_) => "表 · table",
        Shape::Many(_) => "表的列表 · list of tables",
        Shape::Named(_) => "一张张卡片 · cards",
        Shape::Rows => "一行行 · rows",
        Shape::Days => "日期列表，连着的写 from、to · list of days, runs with `from` and `to`",
        Shape::Instant => "日期或时刻 · day or instant",
        Shape::Lists => "名 = 列表 · names with lists",
        Shape::Hours => "`always`，或周几 = 几点到几点 · `always`, or weekdays with stretches",
        Shape::Duty => "日期 = { 班 = 人 } · days with shifts with people",
    };
    plain.into()
}

const SIDE: &str = "
## 旁边的文件 · Files beside procedures

三种文件由它们最上面的表认出来。键同样由测试与程序核对，`guicheng schema org`、`calendars`、`clauses` 给编辑器用；测试（`*.test.toml`）的键见
[stories.md](stories.md)。

Three kinds, told apart by their top tables. A test holds these keys too against what is read; `guicheng schema org`,
`calendars` and `clauses` give them to editors. The keys of scenarios (`*.test.toml`) are in [stories.md](stories.md).
";

const HEAD: &str = "# 格式 · The format

<!-- Made from crates/guicheng-lang/src/schema; GUICHENG_BLESS=1 cargo test -p guicheng-lang --test schema writes it anew. -->

规程文件里能写的每一个键。`guicheng schema` 给编辑器用的是同一张表；测试核对它与程序读的键一个不多、一个不少。顶层两个字母的表
（如 `[en]`）是译文。

Every key of a procedure file. `guicheng schema` gives the same table to editors; a test holds it against what the loader
asks for. A table at the top with two letters, such as `[en]`, holds translations.
";
