//! Guards agree with CEL: what `to_cel` writes means the same to an independent evaluator, wherever all is filled in.

use guicheng_core::{
    Activation, Case, Decimal, Done, Field, FieldId, FieldKind, FieldState, Label, ListRef, OptionId, Procedure,
    RegisterId, StepId, Timestamp, Value, VisitId,
    expr::{Code, eval},
};
use guicheng_lang::{
    doc::Cx,
    guard::{FieldInfo, Scope, Tables, Type, compile, to_cel},
};
use proptest::{prelude::*, sample::select};
use std::collections::HashMap;

const HOUR: i64 = 3_600_000;
const GRADES: [&str; 3] = ["minor", "important", "major"];
const KINDS: [&str; 3] = ["noise", "water", "fire"];
const DEPARTMENTS: FieldId = FieldId(8);
const SCORE: FieldId = FieldId(9);
const LOOKUP: StepId = StepId(1);

/// What one case holds, in plain terms.
#[derive(Clone, Debug)]
struct Held {
    valid: bool,
    reached: bool,
    tries: i64,
    grade: u16,
    worst: u16,
    kinds: u64,
    hours: i64,
    due: i64,
    departments: usize,
    scores: Vec<i64>,
    found: usize,
    written: bool,
    done: bool,
}

fn fields() -> Vec<(&'static str, FieldKind)> {
    use FieldKind::{Choice, Choices, Department, Duration, Moment, Number, YesNo};
    vec![
        ("valid", YesNo),
        ("reached", YesNo),
        ("tries", Number),
        ("grade", Choice(3)),
        ("worst", Choice(3)),
        ("kinds", Choices(3)),
        ("extension", Duration),
        ("due", Moment),
        ("departments", Department),
        ("score", Number),
    ]
}

fn info(id: &str, kind: FieldKind) -> FieldInfo {
    let names = match kind {
        FieldKind::Choice(_) => &GRADES[..],
        FieldKind::Choices(_) => &KINDS[..],
        _ => &[],
    };
    let order = if matches!(kind, FieldKind::Choice(_)) { (0..3).map(OptionId).collect() } else { vec![] };
    FieldInfo {
        label: Label::plain(id),
        kind,
        many: id == "departments",
        options: names.iter().map(|name| Label::plain(name)).collect(),
        order,
        per: (id == "score").then_some(ListRef::Field(DEPARTMENTS)),
        personal: false,
    }
}

fn scope() -> Scope {
    Scope::new(Tables {
        fields: fields().into_iter().map(|(id, kind)| info(id, kind)).collect(),
        registers: vec![Label::plain("visits")],
        steps: vec![Label::plain("receive"), Label::plain("open_work")],
        lookups: vec![LOOKUP],
        ..Tables::default()
    })
}

fn ours(text: &str, held: &Held) -> Option<(Value, String)> {
    let scope = scope();
    let compiled = compile(text, &scope, Type::YES_NO, &mut Cx::default()).ok()?;
    let mut code = Vec::new();
    let id = compiled.place(&mut code);
    let cel = to_cel(code.last()?, &code, &scope)?;
    let table = fields().into_iter().map(|(id, kind)| {
        let info = info(id, kind);
        Field { many: info.many, per: info.per, order: info.order.into(), ..Field::of(kind) }
    });
    let procedure =
        Procedure { fields: table.collect(), code: Code { exprs: code.into_iter().collect() }, ..Procedure::default() };
    Some((eval(&procedure, &case(held), None, Activation(1), id), cel))
}

fn case(held: &Held) -> Case {
    let number = |n| Value::Decimal(Decimal::whole(n));
    let departments = (0..held.departments).map(|n| Value::Text(format!("d{n}").into())).collect();
    let values = [
        Value::YesNo(held.valid),
        Value::YesNo(held.reached),
        number(held.tries),
        Value::Choice(OptionId(held.grade)),
        Value::Choice(OptionId(held.worst)),
        Value::Choices(held.kinds),
        Value::Duration(held.hours * HOUR),
        Value::Moment(Timestamp(held.due * HOUR)),
        Value::List(departments),
        Value::Empty,
    ];
    let mut case =
        Case { fields: values.map(|value| FieldState { value, ..FieldState::default() }).into(), ..Case::default() };
    case.per = (0_u16..).zip(&held.scores).take(held.departments).map(|(i, s)| (SCORE, i, number(*s))).collect();
    case.found = vec![(LOOKUP, (0..held.found).map(|n| n.to_string().into()).collect())];
    case.written.extend(held.written.then_some((RegisterId(0), 1)));
    let done = Done { step: StepId(0), item: None, visit: VisitId(1), by: None, at: Timestamp(0) };
    case.done.extend(held.done.then_some(done));
    case
}

fn theirs(text: &str, held: &Held) -> Result<cel::Value, String> {
    let program = cel::Program::compile(text).map_err(|e| e.to_string())?;
    let mut context = cel::Context::default();
    let name = |n: u16| cel::Value::from(GRADES[usize::from(n)]);
    let ticked = (0..3).filter(|n| held.kinds & (1 << n) != 0).map(|n| cel::Value::from(KINDS[n]));
    let items = held.scores.iter().take(held.departments);
    let float = |n: i64| cel::Value::Float(n as f64);
    let map = |pairs: Vec<(&str, cel::Value)>| {
        cel::Value::from(pairs.into_iter().map(|(k, v)| (k.to_owned(), v)).collect::<HashMap<_, _>>())
    };
    let lists = text.contains("departments.");
    let departments = items.enumerate().map(|(n, s)| match lists {
        true => map(vec![("score", float(*s))]),
        false => cel::Value::from(format!("d{n}")),
    });
    let due = chrono::DateTime::from_timestamp_millis(held.due * HOUR).unwrap_or_default().fixed_offset();
    let list = |items: Vec<cel::Value>| cel::Value::List(items.into());
    let found = list(vec![cel::Value::Int(0); held.found]);
    let flag = |name: &'static str, key, yes| map(vec![(name, map(vec![(key, cel::Value::Bool(yes))]))]);
    for (name, value) in [
        ("valid", cel::Value::Bool(held.valid)),
        ("reached", cel::Value::Bool(held.reached)),
        ("tries", float(held.tries)),
        ("grade", name(held.grade)),
        ("worst", name(held.worst)),
        ("kinds", list(ticked.collect())),
        ("extension", cel::Value::Duration(chrono::Duration::hours(held.hours))),
        ("due", cel::Value::Timestamp(due)),
        ("departments", list(departments.collect())),
        ("lookup", map(vec![("open_work", found)])),
        ("register", flag("visits", "written", held.written)),
        ("step", flag("receive", "done", held.done)),
    ] {
        context.add_variable_from_value(name, value);
    }
    program.execute(&context).map_err(|e| e.to_string())
}

fn held() -> impl Strategy<Value = Held> {
    let flags = (any::<bool>(), any::<bool>(), any::<bool>(), any::<bool>());
    let numbers = (-3_i64..6, 0_u16..3, 0_u16..3, 0_u64..8, 0_i64..50, 0_i64..60);
    let lists = (0_usize..4, prop::collection::vec(-2_i64..5, 4), 0_usize..4);
    (flags, numbers, lists).prop_map(|(flags, numbers, lists)| {
        let ((valid, reached, written, done), (tries, grade, worst, kinds, hours, due)) = (flags, numbers);
        let (departments, scores, found) = lists;
        Held { valid, reached, tries, grade, worst, kinds, hours, due, departments, scores, found, written, done }
    })
}

fn guard() -> impl Strategy<Value = String> {
    let sign = || select(vec!["==", "!=", "<", "<=", ">", ">="]);
    let grade = || select(GRADES.to_vec());
    let plain = select(vec![
        "valid",
        "reached",
        "true",
        "empty(grade)",
        "register.visits.written",
        "step.receive.done",
        "grade == worst",
        "grade <= worst",
        "next(grade) == worst",
        "next(next(grade)) > grade",
        "empty(lookup.open_work)",
    ]);
    let leaf = prop_oneof![
        plain.prop_map(str::to_owned),
        (sign(), -3..6).prop_map(|(s, n)| format!("tries {s} {n}")),
        (sign(), -3..6).prop_map(|(s, n)| format!("tries * 2 - tries + 1.5 {s} {n} * -0.5")),
        (sign(), grade()).prop_map(|(s, g)| format!("grade {s} '{g}'")),
        (sign(), grade()).prop_map(|(s, g)| format!("'{g}' {s} next(worst)")),
        (grade(), grade()).prop_map(|(a, b)| format!("grade not in ['{a}', '{b}']")),
        select(KINDS.to_vec()).prop_map(|k| format!("'{k}' in kinds")),
        (sign(), 0..50).prop_map(|(s, n)| format!("extension + '30m' {s} '{n}h'")),
        (sign(), 0..50).prop_map(|(s, n)| format!("due - '1970-01-02T08:00:00+08:00' {s} '{n}h'")),
        (sign(), 0..50).prop_map(|(s, n)| format!("due + extension {s} due + '{n}h'")),
        (sign(), -2..5).prop_map(|(s, n)| format!("any(score {s} {n})")),
        (sign(), -2..5).prop_map(|(s, n)| format!("all(score {s} {n} or valid)")),
        (sign(), -2..5, 0..4).prop_map(|(s, n, m)| format!("count(score > {n}) {s} {m}")),
        (sign(), 0..4).prop_map(|(s, n)| format!("count(lookup.open_work) {s} {n}")),
        (sign(), 0..4).prop_map(|(s, n)| format!("count(kinds) {s} {n}")),
    ];
    leaf.prop_recursive(4, 24, 3, |inner| {
        prop_oneof![
            (inner.clone(), inner.clone()).prop_map(|(a, b)| format!("{a} and {b}")),
            (inner.clone(), inner.clone()).prop_map(|(a, b)| format!("{a} 或 {b}")),
            (inner.clone(), inner.clone()).prop_map(|(a, b)| format!("({a}) == ({b})")),
            inner.clone().prop_map(|a| format!("not {a}")),
            inner.prop_map(|a| format!("({a})")),
        ]
    })
}

proptest! {
    #[test]
    fn guards_mean_what_their_cel_means(text in guard(), held in held()) {
        let Some((value, cel)) = ours(&text, &held) else { panic!("{text} does not compile") };
        let Value::YesNo(yes) = value else { panic!("{text} is {value:?}") };
        match theirs(&cel, &held) {
            Ok(cel::Value::Bool(same)) => prop_assert_eq!(yes, same, "{} | {}", text, cel),
            other => prop_assert!(false, "{} | {}: {:?}", text, cel, other),
        }
    }
}
