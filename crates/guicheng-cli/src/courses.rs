//! Cases as courses: what exports, pictures of many cases and tables are made of. Nothing here writes to the store.

use crate::{
    cmd::history,
    desk::{Desk, TENANT},
    failure::Failure,
    words,
};
use guicheng_export::Course;
use guicheng_store::{CaseQuery, Store};

/// The cases named, or all, in byte order.
pub(crate) fn named(desk: &Desk, cases: &[String]) -> Result<Vec<Box<str>>, Failure> {
    let mut named: Vec<Box<str>> = if cases.is_empty() {
        let rows = desk.host.store().cases(TENANT, &CaseQuery::default()).map_err(|e| desk.failed(e.into()))?;
        rows.into_iter().map(|row| row.case).collect()
    } else {
        cases.iter().map(|case| case.as_str().into()).collect()
    };
    named.sort();
    named.dedup();
    Ok(named)
}

/// The same for one case of many, if whoever reads may read what they come to.
pub(crate) fn one_of_many(desk: &mut Desk, case: &str) -> Result<(Course, Vec<Box<str>>), Failure> {
    let procedure = desk.view(case)?.row.head.procedure;
    desk.may_report(&procedure)?;
    read(desk, case)
}

/// What happened in a case, with its records.
pub(crate) fn read(desk: &mut Desk, case: &str) -> Result<(Course, Vec<Box<str>>), Failure> {
    let lang = desk.shell.lang;
    let view = desk.view(case)?;
    let lines = history::lines(desk, case)?;
    let versions = desk.versions_of(&view.row.head.procedure, &lines)?;
    let versions: Vec<_> = versions.iter().map(|linked| linked.as_version()).collect();
    let course = Course::read(&versions, lang.into(), lines.iter().map(|line| &**line));
    let course = course.map_err(|e| Failure::internal(words::damaged(lang, case, e)))?;
    Ok((course, lines))
}
