//! Who holds a role at an instant.

use super::Org;
use crate::{Answer, Timestamp};
use alloc::{borrow::ToOwned, boxed::Box, format, string::String, vec::Vec};
use chrono::{NaiveDate, TimeDelta};

/// What was found, and how: the source is for people who ask why.
struct Found {
    people: Vec<Box<str>>,
    how: String,
}

impl Org {
    /// Who holds a role at an instant: `roster:X`, `post:X`, `group:X`, `head:X` of a department, `person:X`.
    ///
    /// `duties` are the signed duties in force (`roster:X`, person): for a roster that changes hands by signing they win
    /// over what it says, even past the end of the shift; without any the roster itself answers. People who are absent
    /// are passed over and named in the source; a post falls to its first deputy who is there. Nobody at all is an
    /// answer too: no people, and a source that says where it was looked.
    pub fn holders(&self, source: &str, at: Timestamp, duties: &[(Box<str>, Box<str>)]) -> Answer {
        let found = self.find(source, at, duties);
        let source = format!("org {}: {}", self.version, found.how);
        Answer { people: found.people, number: None, source: source.into() }
    }

    /// Whether a person is on leave at an instant.
    pub fn is_absent(&self, person: &str, at: Timestamp) -> bool {
        self.absences.iter().any(|a| &*a.person == person && a.from <= at && at < a.to)
    }

    fn find(&self, source: &str, at: Timestamp, duties: &[(Box<str>, Box<str>)]) -> Found {
        match source.split_once(':') {
            Some(("roster", id)) => self.on_roster(source, id, at, duties),
            Some(("post", id)) => self.in_post(id, at),
            Some(("group", id)) => match self.groups.iter().find(|group| &*group.id == id) {
                Some(group) => self.present(source.to_owned(), &group.people, at),
                None => unknown(source),
            },
            Some(("head", id)) => match self.departments.iter().find(|department| &*department.id == id) {
                Some(department) => {
                    let found = match &*department.head {
                        // A head is a person or a holder of something else, never the head of another department.
                        head if head.starts_with("head:") => unknown(head),
                        head if head.contains(':') => self.find(head, at, duties),
                        head => self.present(format!("person:{head}"), &[head.into()], at),
                    };
                    Found { how: format!("{source} is {}", found.how), ..found }
                }
                None => unknown(source),
            },
            Some(("person", id)) if self.people.iter().any(|p| &*p.id == id) => {
                self.present(source.to_owned(), &[id.into()], at)
            }
            Some(_) | None => unknown(source),
        }
    }

    fn on_roster(&self, source: &str, id: &str, at: Timestamp, duties: &[(Box<str>, Box<str>)]) -> Found {
        let Some(roster) = self.roster(id) else { return unknown(source) };
        let signed: Vec<Box<str>> =
            duties.iter().filter(|(duty, _)| &**duty == source).map(|(_, p)| p.clone()).collect();
        if roster.signed && !signed.is_empty() {
            return Found { people: signed, how: format!("{source} as signed for") };
        }
        let mut how = source.to_owned();
        let mut people = Vec::new();
        for run in self.runs_at(id, at) {
            how.push_str(&format!(" {} {}", day(run.day), run.shift));
            people.extend(run.people.iter().cloned());
        }
        if how.len() == source.len() {
            how.push_str(if self.is_past_end(at) { ", past its last day" } else { ", no shift" });
        }
        self.present(how, &people, at)
    }

    /// Whether an instant lies after the last day for which rosters are entered.
    fn is_past_end(&self, at: Timestamp) -> bool {
        self.until.is_some_and(|until| self.zone.local(at).0 > until)
    }

    fn in_post(&self, id: &str, at: Timestamp) -> Found {
        let Some(post) = self.posts.iter().find(|post| &*post.id == id) else { return unknown(&format!("post:{id}")) };
        let mut how = format!("post:{id}");
        if post.holder.is_none() {
            how.push_str(", vacant");
        }
        for (person, deputy) in post.holder.iter().map(|p| (p, false)).chain(post.deputies.iter().map(|p| (p, true))) {
            if self.is_absent(person, at) {
                how.push_str(&format!(", {person} absent"));
                continue;
            }
            if deputy {
                how.push_str(&format!(", deputy {person}"));
            }
            return Found { people: [person.clone()].into(), how };
        }
        Found { people: Vec::new(), how }
    }

    /// Those who are there, each once; the absent are named.
    fn present(&self, mut how: String, people: &[Box<str>], at: Timestamp) -> Found {
        let mut present: Vec<Box<str>> = Vec::new();
        for person in people {
            if self.is_absent(person, at) {
                how.push_str(&format!(", {person} absent"));
            } else if !present.contains(person) {
                present.push(person.clone());
            }
        }
        Found { people: present, how }
    }
}

fn unknown(source: &str) -> Found {
    Found { people: Vec::new(), how: format!("{source} unknown") }
}

fn day(days: i32) -> NaiveDate {
    let epoch = NaiveDate::default();
    epoch.checked_add_signed(TimeDelta::days(days.into())).unwrap_or(epoch)
}
