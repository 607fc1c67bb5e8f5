//! From what was typed to an act: the card by its name, the values by their fields.

use crate::{
    failure::Failure,
    names::{Names, card_of},
    value::{self, Reading},
    words,
};
use clap::{Args, Parser};
use guicheng_core::{
    Act, CardRef, Entry, FieldId, Input, Item, Map, NodeId, Pointer, Procedure, Seq, StepId, StepKind, Timestamp,
    Value, What, WorkId,
};
use guicheng_store::{Disclosure, View};

/// What is given along with an act.
#[derive(Clone, Debug, Default, Args)]
pub(crate) struct Given {
    /// 填写内容：名称=值 · fill a field
    #[arg(long, value_name = "F=V")]
    pub(crate) set: Vec<String>,
    /// 确认一项（带数的写 =N）· attest an item (with a number: =N)
    #[arg(long, value_name = "ID[=N]")]
    pub(crate) check: Vec<String>,
    /// 原因 · the reason
    #[arg(long, value_name = "REASON")]
    pub(crate) why: Option<String>,
    /// 签字 · sign
    #[arg(long)]
    pub(crate) sign: bool,
    /// 点名：由谁做后面那一步 · name who does the later step
    #[arg(long = "name", value_name = "PERSON")]
    pub(crate) names: Vec<String>,
    /// 选哪一条路 · the way to choose
    #[arg(long, value_name = "NODE")]
    pub(crate) choose: Vec<String>,
}

/// An act as typed.
#[derive(Clone, Debug, Args)]
pub(crate) struct Typed {
    /// 步骤、动作、消息、暂停的名称，`#N` 是工作号；或 confirm、fill、abort、merge、unmerge、correct、substitute
    /// · a step, act, event or hold by name, work by `#N`, or one of these words
    #[arg(value_name = "STEP|ACT")]
    pub(crate) what: String,
    /// Values and words.
    #[command(flatten)]
    pub(crate) given: Given,
    /// 给哪个对象（名称或第几个）· for which item (its name or position)
    #[arg(long = "for", value_name = "ITEM")]
    pub(crate) item: Option<String>,
    /// 领取 · take it up
    #[arg(long)]
    pub(crate) claim: bool,
    /// 退回 · give it back
    #[arg(long)]
    pub(crate) release: bool,
    /// 着手 · begin it
    #[arg(long)]
    pub(crate) start: bool,
    /// 省去，写原因 · leave it out, with the reason
    #[arg(long, value_name = "REASON")]
    pub(crate) skip: Option<String>,
    /// 转给别人 · pass it on
    #[arg(long, value_name = "PERSON")]
    pub(crate) delegate: Option<String>,
    /// 负责人改派（要 --why）· the owner gives it to another (with --why)
    #[arg(long, value_name = "PERSON")]
    pub(crate) reassign: Option<String>,
    /// 加一个签字的人 · ask for a further signer
    #[arg(long, value_name = "PERSON")]
    pub(crate) add_signer: Option<String>,
    /// 催办 · urge whoever has it
    #[arg(long)]
    pub(crate) urge: bool,
    /// 再加一份 · one more instance
    #[arg(long)]
    pub(crate) add: bool,
    /// 结束暂停 · end the hold
    #[arg(long)]
    pub(crate) end: bool,
    /// 到了轮数上限：再来一轮 · another round
    #[arg(long)]
    pub(crate) again: bool,
    /// 到了轮数上限：到此为止 · enough rounds
    #[arg(long)]
    pub(crate) enough: bool,
    /// confirm 的通知号、correct 的记录号 · the notice to confirm, the record to correct
    #[arg(long, value_name = "N")]
    pub(crate) number: Option<u32>,
    /// merge 并入哪个个案 · the case to merge into
    #[arg(long, value_name = "CASE")]
    pub(crate) into: Option<String>,
    /// substitute：替下谁 · whom to replace
    #[arg(long, value_name = "PERSON")]
    pub(crate) from: Option<String>,
    /// substitute：换上谁 · by whom
    #[arg(long, value_name = "PERSON")]
    pub(crate) to: Option<String>,
}

/// An act with who does it, as typed behind `do CASE`.
#[derive(Clone, Debug, Parser)]
#[command(name = "do", no_binary_name = true, disable_help_flag = true)]
pub(crate) struct Line {
    /// The act.
    #[command(flatten)]
    pub(crate) typed: Typed,
    /// 谁（外面的消息可以不写） · who (an outside event may come from nobody)
    #[arg(long = "as", value_name = "PERSON")]
    pub(crate) person: Option<String>,
    /// 实际发生的时刻 · when it happened, if earlier
    #[arg(long, value_name = "T", allow_hyphen_values = true)]
    pub(crate) occurred: Option<String>,
}

impl Line {
    /// Reads a line.
    pub(crate) fn read(text: &str) -> Result<Self, Failure> {
        Self::of(&split(text))
    }

    /// Reads words.
    pub(crate) fn of(words: &[String]) -> Result<Self, Failure> {
        Self::try_parse_from(words).map_err(|e| Failure::usage(e.to_string().trim_end()))
    }
}

/// Splits a line into words; quotes keep spaces.
pub(crate) fn split(line: &str) -> Vec<String> {
    let mut words = Vec::new();
    let mut word = String::new();
    let mut quote = None;
    let mut begun = false;
    for c in line.chars() {
        match (c, quote) {
            (c, Some(q)) if c == q => quote = None,
            (c, Some(_)) => word.push(c),
            ('"' | '\'', None) => {
                quote = Some(c);
                begun = true;
            }
            (c, None) if c.is_whitespace() => {
                if begun || !word.is_empty() {
                    words.push(core::mem::take(&mut word));
                }
                begun = false;
            }
            (c, None) => word.push(c),
        }
    }
    if begun || !word.is_empty() {
        words.push(word);
    }
    words
}

/// What a name means in a procedure.
#[derive(Clone, Copy)]
enum Meant {
    Card(CardRef),
    Signal(guicheng_core::SignalId),
    Work(WorkId),
}

/// Reads what was typed against a case.
pub(crate) struct Reader<'a> {
    pub(crate) names: Names<'a>,
    pub(crate) view: &'a View,
    pub(crate) disclosures: &'a [Disclosure],
    pub(crate) now: Timestamp,
    /// Read it as if its step had not been done yet: what a repeat of a command has to look like.
    pub(crate) again: bool,
}

impl Reader<'_> {
    /// The act that was typed.
    pub(crate) fn act(&self, typed: &Typed) -> Result<Act, Failure> {
        self.one_at_a_time(typed)?;
        let Some(meant) = self.meant(&typed.what) else { return self.word(typed) };
        let item = typed.item.as_deref().map(|item| self.item(item)).transpose()?;
        match meant {
            Meant::Signal(signal) => Ok(Act::Signal(signal, self.fill(&typed.given.set)?)),
            Meant::Work(work) => self.on_work(typed, Pointer::Work(work), self.what_of(work)),
            Meant::Card(CardRef::Step(step)) => {
                if let Some(StepKind::Wait(Some(signal))) = self.names.p.steps.get(step).map(|s| &s.kind) {
                    return Ok(Act::Signal(*signal, self.fill(&typed.given.set)?));
                }
                if typed.add {
                    return Ok(Act::AddInstance(step));
                }
                self.on_work(typed, Pointer::Step(step, item), Some(What::Step(step)))
            }
            Meant::Card(CardRef::Gate(node)) => self.on_work(typed, Pointer::Gate(node), Some(What::Choose(node))),
            Meant::Card(CardRef::Scope(scope)) => {
                let round = self.view.case.work.iter().find(|w| w.what == What::Round(scope));
                match round {
                    Some(round) => self.on_work(typed, Pointer::Work(round.id), Some(round.what)),
                    None => Err(self.no_card(&typed.what)),
                }
            }
            Meant::Card(CardRef::Reaction(on)) => Ok(Act::React(on, item, Box::new(self.input(&typed.given)?))),
            Meant::Card(CardRef::Hold(hold)) if typed.end => Ok(Act::EndHold(hold, item)),
            Meant::Card(CardRef::Hold(hold)) => Ok(Act::Hold(hold, item, Box::new(self.input(&typed.given)?))),
        }
    }

    fn one_at_a_time(&self, t: &Typed) -> Result<(), Failure> {
        let flags = [
            (t.claim, "--claim"),
            (t.release, "--release"),
            (t.start, "--start"),
            (t.skip.is_some(), "--skip"),
            (t.delegate.is_some(), "--delegate"),
            (t.reassign.is_some(), "--reassign"),
            (t.add_signer.is_some(), "--add-signer"),
            (t.urge, "--urge"),
            (t.add, "--add"),
            (t.end, "--end"),
            (t.again, "--again"),
            (t.enough, "--enough"),
        ];
        let given: Vec<&str> = flags.iter().filter(|(on, _)| *on).map(|(_, flag)| *flag).collect();
        if given.len() > 1 {
            return Err(Failure::usage(words::several_acts(self.names.lang, given.join(self.names.lang.comma()))));
        }
        Ok(())
    }

    /// Words that are no card's name.
    fn word(&self, t: &Typed) -> Result<Act, Failure> {
        let lang = self.names.lang;
        let why = t.given.why.clone().unwrap_or_default().into_boxed_str();
        let number = || t.number.ok_or_else(|| Failure::usage(words::number_needed(lang)));
        let person = |given: &Option<String>, flag: &str| -> Result<Box<str>, Failure> {
            let given = given.as_deref().ok_or_else(|| Failure::usage(words::person_needed(lang, flag)))?;
            value::person(self.names.org, lang, given).map(Into::into)
        };
        match t.what.as_str() {
            "confirm" => Ok(Act::Confirm(number()?)),
            "fill" => {
                let item = t.item.as_deref().map(|item| self.find_item(item)).transpose()?;
                Ok(Act::Fill(self.fill(&t.given.set)?, item))
            }
            "abort" => Ok(Act::Abort(why)),
            "merge" => {
                let into = t.into.as_deref().ok_or_else(|| Failure::usage(words::case_needed(lang)))?;
                Ok(Act::MergeInto(into.into()))
            }
            "unmerge" => Ok(Act::Unmerge),
            "correct" => Ok(Act::Correct(Seq(number()?), why)),
            "substitute" => Ok(Act::Substitute(person(&t.from, "--from")?, person(&t.to, "--to")?, why)),
            other => Err(self.no_card(other)),
        }
    }

    fn on_work(&self, t: &Typed, at: Pointer, what: Option<What>) -> Result<Act, Failure> {
        let lang = self.names.lang;
        let person = |given: &Option<String>| {
            let found = given.as_deref().map(|given| value::person(self.names.org, lang, given));
            found.transpose().map(|id| id.map(Box::<str>::from))
        };
        let why = || t.given.why.clone().unwrap_or_default().into_boxed_str();
        if let (Some(What::Round(_)), Pointer::Work(work)) = (what, at) {
            return match (t.again, t.enough) {
                (true, _) => Ok(Act::MoreRounds(work, true)),
                (_, true) => Ok(Act::MoreRounds(work, false)),
                (false, false) => Err(Failure::usage(words::rounds_needed(lang))),
            };
        }
        let (delegate, reassign, signer) = (person(&t.delegate)?, person(&t.reassign)?, person(&t.add_signer)?);
        let by_flag = [
            t.claim.then_some(Act::Claim(at)),
            t.release.then(|| Act::Release(at, t.given.why.clone().map(Into::into))),
            t.start.then_some(Act::Start(at)),
            t.skip.clone().map(|reason| Act::Skip(at, reason.into())),
            delegate.map(|to| Act::Delegate(at, to)),
            reassign.map(|to| Act::Reassign(at, to, why())),
            signer.map(|to| Act::AddSigner(at, to)),
            t.urge.then_some(Act::Urge(at)),
        ];
        match by_flag.into_iter().flatten().next() {
            Some(act) => Ok(act),
            None => {
                let mut input = self.input(&t.given)?;
                if let Some(What::Step(step)) = what {
                    self.known_from_opening(step, &mut input);
                }
                Ok(Act::Complete(at, Box::new(input)))
            }
        }
    }

    /// What was said when the case was opened need not be typed again: a required field that no step has asked for yet is
    /// given once more with its value.
    fn known_from_opening(&self, step: StepId, input: &mut Input) {
        let p = self.names.p;
        let case = &self.view.case;
        let asks = |step: StepId, field| p.task(step).is_some_and(|t| t.fills.iter().any(|f| f.field == field));
        let Some(task) = p.task(step) else { return };
        for fill in task.fills.iter().filter(|f| f.required) {
            let given = input.fill.iter().any(|(field, _)| *field == fill.field);
            let asked_before = case.done.iter().any(|d| asks(d.step, fill.field) && !(self.again && d.step == step));
            let value = case.value(fill.field);
            let field = p.fields.get(fill.field);
            let single = field.is_some_and(|f| f.per.is_none() && f.default.is_none());
            if given || asked_before || value.is_empty() || !single {
                continue;
            }
            if let Some(value) = self.in_clear(value) {
                input.fill.push((fill.field, value));
            }
        }
    }

    /// A value as it was typed: sealed ones are opened, to be sealed afresh.
    fn in_clear(&self, value: &Value) -> Option<Value> {
        match value {
            Value::Sealed(commitment) => {
                let found = self.disclosures.iter().find(|d| d.commitment.0 == **commitment)?;
                serde_json::from_str::<String>(&found.value).ok().map(|text| Value::Text(text.into()))
            }
            Value::Person(ix) => Some(Value::Text(self.view.case.person(*ix).into())),
            Value::List(items) => items
                .iter()
                .map(|one| self.in_clear(one))
                .collect::<Option<Vec<_>>>()
                .map(|all| Value::List(all.into())),
            Value::Empty
            | Value::Text(_)
            | Value::Decimal(_)
            | Value::YesNo(_)
            | Value::Choice(_)
            | Value::Choices(_)
            | Value::Date(_)
            | Value::Moment(_)
            | Value::Duration(_)
            | Value::File(..) => Some(value.clone()),
        }
    }

    fn what_of(&self, work: WorkId) -> Option<What> {
        self.view.case.work_item(work).map(|w| w.what)
    }

    /// A card, event or work by name, title or number.
    fn meant(&self, text: &str) -> Option<Meant> {
        if let Some(number) = text.strip_prefix('#') {
            return number.parse().ok().map(|n| Meant::Work(WorkId(n)));
        }
        let p = self.names.p;
        let n = &p.names;
        let by_id = cards(p).find(|card| self.names.card_id(*card) == text).map(Meant::Card);
        let signal = || n.signals.find(|l| *l.id == *text).map(Meant::Signal);
        let by_title = || cards(p).find(|card| self.titled(*card, text)).map(Meant::Card);
        by_id.or_else(signal).or_else(by_title)
    }

    fn titled(&self, card: CardRef, text: &str) -> bool {
        let english = Names { lang: crate::lang::Lang::En, ..self.names };
        let own = Names { lang: crate::lang::Lang::Zh, ..self.names };
        english.card(card) == text || own.card(card) == text
    }

    fn no_card(&self, text: &str) -> Failure {
        let mut known: Vec<&str> = Vec::new();
        for work in &self.view.case.work {
            let id = self.names.card_id(card_of(work.what));
            if !known.contains(&id) {
                known.push(id);
            }
        }
        known.extend(crate::picture::acts(self.names.p, &self.view.case).iter().map(|c| self.names.card_id(*c)));
        Failure::usage(words::no_card(self.names.lang, text, known.join(self.names.lang.comma())))
    }

    /// Everything that is given along with an act.
    pub(crate) fn input(&self, given: &Given) -> Result<Input, Failure> {
        let choose: Result<Vec<NodeId>, Failure> = given.choose.iter().map(|name| self.node(name)).collect();
        let person = |given: &String| value::person(self.names.org, self.names.lang, given).map(Into::into);
        let names: Result<Vec<_>, Failure> = given.names.iter().map(person).collect();
        let check: Result<Vec<_>, Failure> = given.check.iter().map(|text| self.attested(text)).collect();
        Ok(Input {
            fill: self.fill(&given.set)?,
            check: check?,
            why: given.why.clone().map(Into::into),
            sign: given.sign,
            names: names?,
            choose: choose?,
        })
    }

    fn attested(&self, text: &str) -> Result<(Box<str>, Option<i64>), Failure> {
        let Some((id, count)) = text.split_once('=') else { return Ok((text.trim().into(), None)) };
        let count = count.trim();
        let number = count.parse().map_err(|_| Failure::usage(words::bad_count(self.names.lang, count)))?;
        Ok((id.trim().into(), Some(number)))
    }

    fn node(&self, name: &str) -> Result<NodeId, Failure> {
        let n = &self.names.p.names;
        // Where somebody has to choose now, a way is called by the card that it leads to.
        let gates = self.view.case.work.iter().filter_map(|work| match work.what {
            What::Choose(gate) => Some(gate),
            _ => None,
        });
        let ways: Vec<(NodeId, CardRef)> = gates.flat_map(|gate| self.names.p.ways(gate)).collect();
        let way = ways.iter().find(|(_, card)| self.names.card_id(*card) == name || self.titled(*card, name));
        let found = way.map(|(node, _)| *node).or_else(|| n.nodes.find(|l| *l.id == *name));
        found.or_else(|| n.nodes.find(|l| *l.title == *name)).ok_or_else(|| {
            let all = || n.nodes.values().map(|l| &*l.id).filter(|id| !id.contains('#')).collect();
            let open: Vec<&str> = ways.iter().map(|(_, card)| self.names.card_id(*card)).collect();
            let known: Vec<&str> = if open.is_empty() { all() } else { open };
            Failure::usage(words::no_node(self.names.lang, name, known.join(self.names.lang.comma())))
        })
    }

    /// Fields with their values.
    pub(crate) fn fill(&self, set: &[String]) -> Result<Vec<Entry>, Failure> {
        fill(set, &self.names, self.now)
    }

    fn item(&self, text: &str) -> Result<u16, Failure> {
        self.find_item(text).map(|item| item.index)
    }

    fn find_item(&self, text: &str) -> Result<Item, Failure> {
        let case = &self.view.case;
        let mut items: Vec<Item> = case.work.iter().filter_map(|w| w.item).collect();
        items.extend(case.frames.iter().filter_map(|f| f.item));
        items.sort_unstable();
        items.dedup();
        let position = text.parse::<u16>().ok().and_then(|n| n.checked_sub(1));
        let named = |item: &&Item| {
            let shown = self.names.item(case, **item);
            shown == text || shown.split(' ').any(|part| part == text)
        };
        let found = items.iter().find(named).or_else(|| items.iter().find(|i| Some(i.index) == position));
        found.copied().ok_or_else(|| Failure::usage(words::no_item(self.names.lang, text)))
    }
}

/// Reads `FIELD=VALUE` pairs.
pub(crate) fn fill(set: &[String], names: &Names<'_>, now: Timestamp) -> Result<Vec<Entry>, Failure> {
    let lang = names.lang;
    let reading = Reading { procedure: names.p, org: names.org, now, lang };
    let mut entries = Vec::new();
    for pair in set {
        let Some((name, text)) = pair.split_once('=') else { return Err(Failure::usage(words::bad_pair(lang, pair))) };
        let id = field(names.p, name.trim()).ok_or_else(|| {
            let known: Vec<&str> = names.p.names.fields.values().map(|l| &*l.id).collect();
            Failure::usage(words::no_field(lang, name, known.join(lang.comma())))
        })?;
        let value = reading.read(id, text);
        let value = value.map_err(|fits| Failure::usage(words::bad_value(lang, names.field(id), text, fits)))?;
        entries.push((id, value));
    }
    Ok(entries)
}

fn field(p: &Procedure, name: &str) -> Option<FieldId> {
    let fields = &p.names.fields;
    let titled = |l: &guicheng_core::Label| *l.title == *name || l.en.as_deref() == Some(name);
    fields.find(|l| *l.id == *name).or_else(|| fields.find(titled))
}

/// Everything that can be named in a procedure, steps first.
fn cards(p: &Procedure) -> impl Iterator<Item = CardRef> {
    fn ids<I: guicheng_core::Id, T>(map: &Map<I, T>, card: impl Fn(I) -> CardRef) -> Vec<CardRef> {
        map.ids().map(card).collect()
    }
    let n = &p.names;
    let mut all = ids(&n.steps, |id: StepId| CardRef::Step(id));
    all.extend(ids(&n.reactions, CardRef::Reaction));
    all.extend(ids(&n.holds, CardRef::Hold));
    all.extend(ids(&n.scopes, CardRef::Scope));
    all.extend(ids(&n.nodes, CardRef::Gate));
    all.into_iter()
}

#[cfg(test)]
mod tests {
    use super::split;

    #[test]
    fn quotes_keep_spaces() {
        assert_eq!(split("do a --why \"two words\" '' b"), ["do", "a", "--why", "two words", "", "b"]);
        assert_eq!(split("  --set x=\"胸 痛\" "), ["--set", "x=胸 痛"]);
    }
}
