use super::*;
use alloc::{borrow::ToOwned, string::String, vec::Vec};
use guicheng_core::{Decimal, FieldId, FieldKind, Label, OptionId, StepId, Value, expr::Fold, limits};
use proptest::prelude::*;

fn label(id: &str, title: &str) -> Label {
    Label { id: id.into(), title: title.into(), en: None }
}

fn field(id: &str, title: &str, kind: FieldKind) -> FieldInfo {
    let label = label(id, title);
    FieldInfo { label, kind, many: false, options: vec![], order: vec![], per: None, personal: false }
}

fn options(words: &str) -> Vec<Label> {
    words.split(' ').map(|pair| pair.split_once('/').unwrap_or((pair, pair))).map(|(i, t)| label(i, t)).collect()
}

const WORK: StepId = StepId(1);

fn scope() -> Scope {
    let mut tables = Tables {
        fields: vec![
            field("valid", "投诉有效", FieldKind::YesNo),        // 0
            field("reached", "联系上", FieldKind::YesNo),        // 1
            field("tries", "次数", FieldKind::Number),           // 2
            field("grade", "级别", FieldKind::Choice(3)),        // 3
            field("kinds", "类别", FieldKind::Choices(3)),       // 4
            field("extension", "延长", FieldKind::Duration),     // 5
            field("due", "期限", FieldKind::Moment),             // 6
            field("day", "日期", FieldKind::Date),               // 7
            field("who", "办理人", FieldKind::Person),           // 8
            field("departments", "部门", FieldKind::Department), // 9
            field("taken", "这一件", FieldKind::Choice(2)),      // 10
            field("score", "评分", FieldKind::Number),           // 11
            field("illness", "病情", FieldKind::Note),           // 12
            field("worst", "最重级别", FieldKind::Choice(3)),    // 13
            field("colour", "颜色", FieldKind::Choice(2)),       // 14
            field("同名一", "同名", FieldKind::YesNo),           // 15
            field("同名二", "同名", FieldKind::YesNo),           // 16
            field("或有", "或有负债", FieldKind::YesNo),         // 17
        ],
        holds: vec![label("waiting", "等待住户")],
        clocks: vec![label("finish", "办结时限"), label("step.receive", "")],
        registers: vec![label("visits", "回访记录表")],
        steps: vec![label("receive", "接诉登记"), label("open_work", "未了的事")],
        lookups: vec![WORK],
        scopes: vec![label("handle", "办理")],
    };
    let grades = options("minor/轻微 important/重要 major/重大");
    tables.fields[3].options = grades.clone();
    tables.fields[3].order = vec![OptionId(0), OptionId(1), OptionId(2)];
    tables.fields[13].options = grades;
    tables.fields[13].order = tables.fields[3].order.clone();
    tables.fields[4].options = options("noise water fire");
    tables.fields[10].options = options("taken/接下 unclear/说不清");
    tables.fields[14].options = options("red blue");
    tables.fields[9].many = true;
    tables.fields[10].per = Some(ListRef::Found(WORK));
    tables.fields[11].per = Some(ListRef::Field(FieldId(9)));
    tables.fields[12].personal = true;
    Scope::new(tables)
}

fn yes_no(text: &str) -> Result<Compiled, Vec<GuardError>> {
    compile(text, &scope(), Type::YES_NO, &mut Cx::default())
}

fn cel(text: &str) -> String {
    let compiled = yes_no(text).unwrap_or_else(|e| panic!("{text}: {e:?}"));
    to_cel(compiled.exprs.last().unwrap(), &compiled.exprs, &scope()).unwrap()
}

#[test]
fn guards_read_as_meant() {
    let table = [
        ("valid", "valid"),
        ("not valid", "!valid"),
        ("非 投诉有效", "!valid"),
        ("valid and reached or tries >= 2", "(valid && reached) || (tries >= 2.0)"),
        ("valid or reached and tries >= 2", "valid || (reached && (tries >= 2.0))"),
        ("not reached and tries >= 2 and clock.finish.late", "(!reached && (tries >= 2.0)) && clock.finish.late"),
        ("not valid == reached", "!(valid == reached)"),
        ("!valid == reached", "!valid == reached"),
        ("valid && (reached || !valid)", "valid && (reached || !valid)"),
        ("投诉有效且联系上", "valid && reached"),
        ("投诉有效 或 非 联系上", "valid || !reached"),
        ("或有且valid", "field[\"或有\"] && valid"),
        ("grade == 'major'", "grade == \"major\""),
        ("级别 == '重大'", "grade == \"major\""),
        ("\"minor\" != grade", "\"minor\" != grade"),
        ("grade == worst", "grade == worst"),
        ("grade in ['minor', '重要']", "grade in [\"minor\", \"important\"]"),
        ("grade not in ['minor',]", "!(grade in [\"minor\"])"),
        ("'noise' in kinds", "\"noise\" in kinds"),
        ("'bx' in departments", "\"bx\" in departments"),
        ("grade < 'major'", "{\"minor\": 0.0, \"important\": 1.0, \"major\": 2.0}[grade] < 2.0"),
        ("'minor' <= grade", "0.0 <= {\"minor\": 0.0, \"important\": 1.0, \"major\": 2.0}[grade]"),
        (
            "next(grade) == 'major'",
            "{\"minor\": \"important\", \"important\": \"major\", \"major\": \"major\"}[grade] == \"major\"",
        ),
        ("empty(grade)", "grade == null"),
        ("tries + 1.50 * 2 - -3 > 0", "((tries + (1.5 * 2.0)) - -3.0) > 0.0"),
        ("extension + '1d' > '3天'", "(extension + duration(\"86400s\")) > duration(\"259200s\")"),
        (
            "due - '2026-12-01T09:00:00+08:00' > '2h'",
            "(due - timestamp(\"2026-12-01T01:00:00Z\")) > duration(\"7200s\")",
        ),
        ("day >= '2026-12-01'", "day >= \"2026-12-01\""),
        ("hold.waiting", "hold.waiting"),
        ("any hold.waiting and hold.等待住户", "any_hold.waiting && hold.waiting"),
        ("register.visits.written", "register.visits.written"),
        ("step.receive.done or step.'接诉登记'.open", "step.receive.done || step.receive.open"),
        ("route.handle.open", "route.handle.open"),
        ("clock.finish.broken", "clock.finish.broken"),
        ("step.receive.done_at > case.opened_at", "step.receive.done_at > case.opened_at"),
        ("count(lookup.open_work) >= 1", "double(size(lookup.open_work)) >= 1.0"),
        ("empty(lookup.open_work)", "double(size(lookup.open_work)) == 0.0"),
        ("count(departments) == 2", "double(size(departments)) == 2.0"),
        ("any(taken == 'unclear')", "lookup.open_work.exists(item, item.taken == \"unclear\")"),
        ("count(score > 3) > 1", "double(size(departments.filter(item, item.score > 3.0))) > 1.0"),
        ("all(score > 3 or valid)", "departments.all(item, (item.score > 3.0) || valid)"),
        ("true", "true"),
    ];
    for (text, want) in table {
        assert_eq!(cel(text), want, "{text}");
    }
}

#[test]
fn operations_are_typed() {
    let ops = |text| yes_no(text).unwrap().exprs.pop().unwrap().ops;
    let number = |n| Op::Const(Value::Decimal(Decimal::whole(n)));
    assert_eq!(*ops("grade < 'major'"), [Op::Field(FieldId(3)), Op::Rank(FieldId(3)), number(2), Op::Lt]);
    assert_eq!(
        *ops("grade in ['major']"),
        [Op::Const(Value::List([Value::Choice(OptionId(2))].into())), Op::Field(FieldId(3)), Op::Contains]
    );
    let any = yes_no("valid and any(taken == 'unclear')").unwrap();
    assert_eq!(any.item, None);
    let mut code = vec![any.exprs[0].clone()];
    let id = any.place(&mut code);
    assert_eq!(id, ExprId(2));
    assert_eq!(code[2].ops[1], Op::Over(Fold::Any, ListRef::Found(WORK), ExprId(1)));
    assert_eq!(*code[1].reads, [FieldId(10)]);
    assert_eq!(*code[2].reads, [FieldId(0), FieldId(10)]);
    assert_eq!(yes_no("taken == '接下'").unwrap().item, Some(ListRef::Found(WORK)));
}

#[test]
fn computed_values_have_the_type_of_their_field() {
    let scope = scope();
    for (text, field, fits) in [
        ("= tries + 1", 2, true),
        ("=next(grade)", 3, true),
        ("='重大'", 3, true),
        ("=worst", 3, true),
        ("=colour", 3, false),
        ("=who", 8, true),
        ("='3d'", 5, true),
        ("=due + '3d'", 6, true),
        ("=due - due", 5, true),
        ("=day - '2026-12-01'", 5, true),
        ("=day + day", 5, false),
        ("=tries > 1", 0, true),
        ("=tries", 0, false),
        ("=departments", 9, true),
        ("='wang'", 8, false),
    ] {
        let mut cx = Cx::default();
        let of = scope.type_of(FieldId(field)).unwrap();
        let at = Span { end: u32::try_from(text.len()).unwrap() + 2, ..Span::default() };
        assert_eq!(computed_at(&mut cx, text, at, &scope, of).is_some(), fits, "{text}: {:?}", cx.findings);
        assert_eq!(cx.findings.is_empty(), fits);
    }
}

#[test]
fn every_mistake_has_its_finding() {
    // text, code, what the first error is, the place it points at, what to write there
    let table = [
        ("relativ_present", "T003", "Unknown", "relativ_present", ""),
        ("grad == 'major'", "T003", "Unknown", "grad", "grade"),
        ("hold.waitin", "T003", "Unknown", "waitin", "waiting"),
        ("lookup.receive", "T003", "Unknown", "receive", ""),
        ("clock.finish", "T003", "Property", "clock.finish", ""),
        ("step.receive.late", "T003", "Property", "step.receive.late", ""),
        ("table.grade.finish", "T003", "NotReadable", "table.grade.finish", ""),
        ("同名", "T003", "Ambiguous", "同名", ""),
        ("grade == 'majro'", "E001", "UnknownOption", "'majro'", "'major'"),
        ("grade == major", "E001", "BareOption", "major", "'major'"),
        ("grade in [major]", "E001", "BareOption", "major", "'major'"),
        ("grade in ['x', tries]", "E001", "UnknownOption", "'x'", ""),
        ("tries > '5'", "E001", "BadLiteral", "'5'", "5"),
        ("tries == grade", "E001", "Mismatch", "tries == grade", ""),
        ("grade == colour", "E001", "Mismatch", "grade == colour", ""),
        ("colour < 'blue'", "E001", "NoOrder", "colour", ""),
        ("valid > reached", "E001", "NoOrder", "valid", ""),
        ("tries", "E001", "Wrong", "tries", ""),
        ("valid and tries", "E001", "Wrong", "tries", ""),
        ("departments == 'bx'", "E001", "ListCompared", "departments", ""),
        ("kinds == 'noise'", "E001", "ListCompared", "kinds", ""),
        ("who == 'wang'", "E001", "PersonNamed", "'wang'", ""),
        ("'a' in grade", "E010", "Expected", "grade", ""),
        ("any(valid)", "E001", "NotPerItem", "any(valid)", ""),
        ("any(taken == 'taken' and score > 1)", "E001", "TwoLists", "score", ""),
        (
            "any(taken == 'taken' and any(score > 1))",
            "E001",
            "FoldInFold",
            "any(taken == 'taken' and any(score > 1))",
            "",
        ),
        ("lookup.open_work >= 1", "E001", "LookupAlone", "lookup.open_work", "count(lookup.open_work)"),
        ("lookup.open_work", "E001", "LookupAlone", "lookup.open_work", "count(lookup.open_work) > 0"),
        ("case.opened_at", "E001", "Wrong", "case.opened_at", ""),
        ("empty(illness)", "P004", "Personal", "illness", ""),
        ("grade = 'major'", "E010", "SingleEquals", "=", "=="),
        ("grade ＝＝ 'major'", "E010", "FullWidth", "＝＝", "=="),
        ("grade == “major”", "E010", "FullWidth", "“major”", "'major'"),
        ("（valid）", "E010", "FullWidth", "（", "("),
        ("tries ≥ 2", "E010", "FullWidth", "≥", ">="),
        ("tries > ５", "E010", "FullWidth", "５", "5"),
        ("valid AND reached", "E010", "LooksLike", "AND", "and"),
        ("valid 并且 reached", "E010", "LooksLike", "并且", "且"),
        ("extension > 3d", "E010", "BareTime", "3d", "'3d'"),
        ("extension > '3'", "E012", "NoUnit", "'3'", ""),
        ("extension > '3 workdays'", "E012", "UnitElsewhere", "'3 workdays'", ""),
        ("0 < tries < 5", "E010", "Chained", "<", ""),
        ("valid reached", "E010", "Expected", "reached", ""),
        ("valid and", "E010", "Expected", "", ""),
        ("(valid", "E010", "Expected", "", ""),
        ("grade == 'major", "E010", "Unclosed", "'major", ""),
        ("valid; reached", "E010", "Character", ";", ""),
        ("any x.y", "E010", "Expected", "", ""),
        ("hold.", "E010", "Expected", "", ""),
        ("", "E010", "Empty", "", ""),
        ("tries > 99999999999999999999", "E010", "BadNumber", "99999999999999999999", ""),
        ("next(tries) == 1", "E001", "NoOrder", "tries", ""),
        ("next(colour) == 'red'", "E001", "NoOrder", "next(colour)", ""),
        ("due + due == due", "E001", "Mismatch", "due + due", ""),
    ];
    for (text, code, kind, place, fix) in table {
        let errors = yes_no(text).expect_err(text);
        let first = &errors[0];
        assert!(format!("{:?}", first.kind).starts_with(kind), "{text}: {errors:?}");
        assert_eq!(first.kind.code(), code, "{text}");
        if !place.is_empty() {
            assert_eq!(&text[first.span.clone()], place, "{text}");
        }
        assert_eq!(first.fix.as_deref().unwrap_or(""), fix, "{text}");
        let words = first.kind.words();
        assert!(!words.message.zh.is_empty() && !words.message.en.is_empty(), "{text}");
    }
}

#[test]
fn independent_mistakes_come_together() {
    let errors = yes_no("grad == 'major' and colour == 'rde' and tries > '5'").unwrap_err();
    assert_eq!(errors.len(), 3, "{errors:?}");
}

#[test]
fn findings_point_into_the_file() {
    let mut cx = Cx::default();
    let text = "grade = 'major'";
    let at = Span { start: 100, end: 117, ..Span::default() };
    assert!(compile_at(&mut cx, text, at, &scope(), Type::YES_NO).is_none());
    assert_eq!(cx.findings[0].primary.range(), 107..108);
    assert_eq!(cx.findings[0].fixes[0].edits[0].with, "==");
    let escaped = Span { start: 100, end: 118, ..Span::default() };
    assert!(compile_at(&mut cx, text, escaped, &scope(), Type::YES_NO).is_none());
    assert_eq!((cx.findings[1].primary, cx.findings[1].fixes.len()), (escaped, 0));
}

#[test]
fn limits_hold_on_both_sides() {
    let nested = |n: usize| "(".repeat(n) + "valid" + &")".repeat(n);
    assert!(yes_no(&nested(limits::EXPRESSION_DEPTH)).is_ok());
    let deep = |text: &str| yes_no(text).unwrap_err()[0].kind.clone();
    assert_eq!(deep(&nested(limits::EXPRESSION_DEPTH + 1)), GuardFinding::TooDeep);
    for open in ["(", "not ", "!", "empty(", "-", "[", "any(", "valid and (", "1 + ("] {
        assert_eq!(deep(&open.repeat(1_000)), GuardFinding::TooDeep, "{open}");
    }
    let long = |n: usize| "valid or ".repeat(n - 1) + "valid";
    // n values and n - 1 times `or`
    assert!(yes_no(&long(limits::EXPRESSION_OPS / 2)).is_ok());
    assert_eq!(deep(&long(limits::EXPRESSION_OPS / 2 + 1)), GuardFinding::TooLarge);
    assert_eq!(deep(&"x".repeat(TEXT_BYTES + 1)), GuardFinding::TooLong);
    let right = |n: usize| "valid or (".repeat(n) + "valid" + &")".repeat(n);
    assert!(yes_no(&right(limits::EXPRESSION_DEPTH - 1)).is_ok());
    assert_eq!(deep(&right(limits::EXPRESSION_DEPTH)), GuardFinding::TooDeep);
}

#[test]
fn hostile_text_stays_cheap() {
    let scope = scope();
    for piece in
        ["'", "(", "x ", "grade == 'x' and ", "≥", "“", "next(", "且", "a.", "[1,", "'a' in [", "5d", "\u{301}"]
    {
        let text = piece.repeat(TEXT_BYTES / piece.len());
        let errors = compile(&text, &scope, Type::YES_NO, &mut Cx::default()).unwrap_err();
        assert!((1..=error::Errors::MOST).contains(&errors.len()), "{piece}");
    }
}

fn words() -> impl Strategy<Value = String> {
    let word = prop::sample::select(vec![
        "valid",
        "grade",
        "级别",
        "tries",
        "taken",
        "score",
        "kinds",
        "departments",
        "due",
        "who",
        "'major'",
        "'3d'",
        "\"x\"",
        "1",
        "2.5",
        "true",
        "and",
        "or",
        "not",
        "且",
        "或",
        "非",
        "&&",
        "||",
        "!",
        "==",
        "!=",
        "<",
        "<=",
        ">",
        ">=",
        "in",
        "[",
        "]",
        "(",
        ")",
        ",",
        ".",
        "+",
        "-",
        "*",
        "any",
        "all",
        "count(",
        "empty(",
        "next(",
        "hold.waiting",
        "clock.finish.late",
        "lookup.open_work",
        "step.receive.done",
        "step.receive.done_at",
        "clock.finish.broken",
        "case.opened_at",
        "route",
        "register",
        "“",
        "＝",
        "'",
        "3d",
        ";",
    ]);
    prop::collection::vec(word, 0..40).prop_map(|words| words.join(" "))
}

proptest! {
    #[test]
    fn no_text_panics(text in "\\PC{0,200}") {
        let _ = yes_no(&text);
    }

    #[test]
    fn no_row_of_words_panics(text in words()) {
        match yes_no(&text) {
            Ok(compiled) => {
                let whole = compiled.exprs.last().map(ToOwned::to_owned).unwrap();
                prop_assert!(to_cel(&whole, &compiled.exprs, &scope()).is_some(), "{}", text);
            }
            Err(errors) => {
                prop_assert!(!errors.is_empty());
                for error in errors {
                    prop_assert!(text.get(error.span.clone()).is_some(), "{} {:?}", text, error);
                }
            }
        }
    }
}
