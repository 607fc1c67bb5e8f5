//! What is known of other procedures, for those that call or look them up.

use super::{
    Low, clocks,
    data::Data,
    names, scope,
    symbols::{Symbols, dangling},
};
use crate::{
    diagnostic::{Diagnostic, FileId},
    doc::{Cx, Table},
    finding::{DataFinding, Kind},
    guard::{self, Base, FieldInfo, Scope, Type},
    model::{CallCard, File, LookupCard, Name},
};
use alloc::{
    boxed::Box,
    collections::{BTreeMap, BTreeSet},
    vec::Vec,
};
use core::mem::discriminant;
use guicheng_core::{FieldId, FieldKind, Id, Label};

/// Procedures that can be called and looked up, by their ids: of several versions each.
#[derive(Clone, Debug, Default)]
pub struct Procedures(BTreeMap<Box<str>, Vec<Known>>);

/// What is known of one.
#[derive(Clone, Debug)]
struct Known {
    /// The names that a condition on a case of it may use.
    scope: Scope,
    /// Its fields, and how personal they are: sensitive or not.
    fields: BTreeMap<Box<str>, (FieldId, Option<bool>)>,
}

/// A side of what is handed over: its name, its type, and its field unless it is computed.
#[derive(Clone, Copy)]
struct Side<'a> {
    name: &'a Name,
    is: Type,
    field: Option<&'a FieldInfo>,
}

impl<'a> Side<'a> {
    /// A field of this scope.
    fn of(name: &'a Name, scope: &'a Scope, id: FieldId) -> Option<Self> {
        Some(Self { name, is: scope.type_of(id)?, field: scope.field(id) })
    }

    /// Why a value of this side cannot be one of the other, if it cannot.
    fn misfit(self, to: Self) -> Option<DataFinding> {
        let (ours, theirs) = (self.name.value.clone(), to.name.value.clone());
        let alike = discriminant(&self.is.base) == discriminant(&to.is.base) && self.is.many == to.is.many;
        if !alike {
            // A computed text may name an option.
            let names = self.field.is_none() && self.is == Type::one(Base::Text) && !to.is.many;
            let option = matches!(to.is.base, Base::Choice(_)) && names;
            return (!option).then_some(DataFinding::OtherType { ours, theirs, is: self.is, wants: to.is });
        }
        let (from, to) = self.field.zip(to.field)?;
        let there = |option: &&Label| to.options.iter().any(|other| other.id == option.id);
        let lacks = from.options.iter().find(|option| !there(option))?;
        Some(DataFinding::OptionNotThere { ours, theirs, option: lacks.id.clone() })
    }
}

impl Procedures {
    /// Takes in a procedure file. What is wrong with it is said where it is checked itself.
    pub fn add(&mut self, table: &Table) {
        let mut cx = Cx::default();
        let file = File::read(&mut cx, FileId::default(), table);
        let mut sym = Symbols::read(&mut cx, &file);
        sym.clocks = clocks::ids(&clocks::plan(&file));
        let data = Data::declare(&mut cx, &file);
        let infos: Vec<FieldInfo> = file
            .fields
            .iter()
            .enumerate()
            .map(|(at, card)| FieldInfo {
                label: names::label(&card.common),
                kind: data.kind(FieldId::from_index(at)).unwrap_or(FieldKind::Text),
                many: card.many,
                options: names::options(card),
                order: data.order(FieldId::from_index(at)).to_vec(),
                per: None,
                personal: card.personal.is_some(),
            })
            .collect();
        let mut scope = scope(&file, &sym, &infos);
        scope.routes(&file.routes.iter().map(|route| names::label(&route.common)).collect::<Vec<Label>>());
        let field = |(at, card): (usize, &crate::model::FieldCard)| {
            let personal = card.personal.map(|personal| personal.value);
            (card.common.name.value.clone(), (FieldId::from_index(at), personal))
        };
        let fields = file.fields.iter().enumerate().map(field).collect();
        self.0.entry(file.head.id.value.clone()).or_default().push(Known { scope, fields });
    }
}

/// What does not fit in a field of another procedure, if that is so in every version of it.
fn misfit(known: &[Known], theirs: &Name, test: impl Fn(Side<'_>) -> Option<DataFinding>) -> Option<DataFinding> {
    let one = |one: &Known| {
        let (id, _) = one.fields.get(&theirs.value)?;
        test(Side::of(theirs, &one.scope, *id)?)
    };
    let mut found = known.iter().map(one);
    let first = found.next()??;
    found.all(|found| found.is_some()).then_some(first)
}

impl<'f> Low<'f> {
    /// What is known of another procedure; nothing if it is not known. That its name is misspelt is said here.
    fn known(&mut self, procedure: &Name) -> &'f [Known] {
        let procedures = &self.library.procedures.0;
        match procedures.get(&procedure.value) {
            Some(known) => known,
            // What is not beside this file may be published all the same: only a slip of the pen is told of.
            None if self.cx.near(&procedure.value, procedures.keys().map(|id| &**id)).is_none() => &[],
            None => {
                dangling(self.cx, Kind::Procedure, procedure, procedures.keys().map(|id| &**id));
                &[]
            }
        }
    }

    /// What a call gives and takes goes by fields that the other procedure has.
    pub(super) fn called(&mut self, card: &CallCard) {
        let Some(procedure) = &card.procedure else { return };
        let known = self.known(procedure);
        let given = card.give.iter().map(|(theirs, _)| theirs);
        for name in given.chain(card.take.iter().map(|(_, theirs)| theirs)) {
            self.theirs(known, name);
        }
        let told = self.cx.findings.len();
        for (theirs, ours) in &card.give {
            let here = match self.sym.fields.get(&ours.value) {
                Some(id) => Side::of(ours, &self.guards, id),
                None => self.computed(ours).map(|(_, is)| Side { name: ours, is, field: None }),
            };
            let Some(here) = here else { continue };
            let found = misfit(known, theirs, |there| here.misfit(there));
            self.cx.findings.extend(found.map(|found| Diagnostic::new(found, ours.span)));
        }
        for (ours, theirs) in &card.take {
            let here = self.sym.fields.get(&ours.value).and_then(|id| Side::of(ours, &self.guards, id));
            let Some(here) = here else { continue };
            let found = misfit(known, theirs, |there| there.misfit(here));
            self.cx.findings.extend(found.map(|found| Diagnostic::new(found, theirs.span)));
        }
        if self.cx.findings.len() == told {
            self.given_away(known, card);
        }
    }

    /// Personal data stays personal on the other side.
    fn given_away(&mut self, known: &[Known], card: &CallCard) {
        let file = self.file;
        let here = |name: &Name| {
            let field = file.fields.iter().find(|field| field.common.name.value == name.value);
            field.map(|field| field.personal.map(|personal| personal.value))
        };
        let there =
            |name: &Name| known.last().and_then(|one| one.fields.get(&name.value)).map(|(_, personal)| *personal);
        let mut pairs: Vec<(&Name, &Name, Option<bool>, Option<bool>)> = Vec::new();
        for (theirs, ours) in &card.give {
            pairs.extend(here(ours).zip(there(theirs)).map(|(from, to)| (ours, theirs, from, to)));
        }
        for (ours, theirs) in &card.take {
            pairs.extend(there(theirs).zip(here(ours)).map(|(from, to)| (theirs, ours, from, to)));
        }
        for (from, to, is, becomes) in pairs {
            if is.is_some() && (becomes.is_none() || is == Some(true) && becomes == Some(false)) {
                let found = DataFinding::GivenAway { ours: from.value.clone(), theirs: to.value.clone() };
                self.cx.found(found, from.span);
            }
        }
    }

    /// A field of another procedure.
    fn theirs(&mut self, known: &[Known], name: &Name) {
        if known.is_empty() || known.iter().any(|one| one.fields.contains_key(&name.value)) {
            return;
        }
        let fields: BTreeSet<&str> = known.iter().flat_map(|one| one.fields.keys()).map(|field| &**field).collect();
        dangling(self.cx, Kind::CalledField, name, fields);
    }

    /// What a look-up compares is a field there too, and its condition makes sense there.
    pub(super) fn looked_up(&mut self, card: &LookupCard) {
        let Some(of) = card.of.as_ref().filter(|of| &*of.value != "any") else { return };
        let known = self.known(of);
        for name in &card.same {
            // One that is not a field here either is told of once.
            if self.sym.fields.get(&name.value).is_some() {
                self.theirs(known, name);
            }
        }
        let Some(filter) = &card.filter else { return };
        let makes_sense = |one: &Known| guard::compile(&filter.value, &one.scope, Type::YES_NO, self.cx).is_ok();
        if let (Some(last), false) = (known.last(), known.iter().any(makes_sense)) {
            let _ = guard::compile_at(self.cx, &filter.value, filter.span, &last.scope, Type::YES_NO);
        }
    }
}
