//! Copying a case: a decision works on a copy, so copying into one that exists uses its buffers again.

use crate::{Case, ClockState, FieldState, Value, WorkItem};
use smallvec::SmallVec;

impl Clone for Case {
    fn clone(&self) -> Self {
        let mut copy = Self::default();
        copy.clone_from(self);
        copy
    }

    fn clone_from(&mut self, from: &Self) {
        // Every field is named, so that none can be forgotten.
        let Self {
            seq,
            now,
            status,
            opened_at,
            closed_at,
            escalated,
            reopened,
            next_id,
            merged_into,
            absorbed,
            parent,
            pins,
            tokens,
            frames,
            visits,
            work,
            clocks,
            fields,
            per,
            people,
            done,
            named,
            mailbox,
            found,
            holds,
            broken,
            true_now,
            lines,
            written,
            unconfirmed,
            notices,
            marks,
        } = from;
        (self.seq, self.now, self.status) = (*seq, *now, *status);
        (self.opened_at, self.closed_at, self.escalated) = (*opened_at, *closed_at, *escalated);
        (self.reopened, self.next_id, self.notices) = (*reopened, *next_id, *notices);
        self.merged_into.clone_from(merged_into);
        self.absorbed.clone_from(absorbed);
        self.parent.clone_from(parent);
        self.pins.clone_from(pins);
        self.tokens.clone_from(tokens);
        self.frames.clone_from(frames);
        self.visits.clone_from(visits);
        self.work.clone_from(work);
        self.clocks.clone_from(clocks);
        self.fields.clone_from(fields);
        self.per.clone_from(per);
        self.people.clone_from(people);
        self.done.clone_from(done);
        self.named.clone_from(named);
        self.mailbox.clone_from(mailbox);
        self.found.clone_from(found);
        self.holds.clone_from(holds);
        self.broken.clone_from(broken);
        self.true_now.clone_from(true_now);
        self.lines.clone_from(lines);
        self.written.clone_from(written);
        self.unconfirmed.clone_from(unconfirmed);
        self.marks.clone_from(marks);
    }
}

impl Clone for WorkItem {
    fn clone(&self) -> Self {
        Self {
            id: self.id,
            visit: self.visit,
            what: self.what,
            of: self.of,
            item: self.item,
            role: self.role,
            state: self.state,
            held: self.held,
            holder: self.holder,
            only: self.only.clone(),
            added: self.added.clone(),
            opened: self.opened,
            opened_at: self.opened_at,
            rung: self.rung,
            child: self.child.clone(),
        }
    }
}

impl Clone for ClockState {
    fn clone(&self) -> Self {
        Self {
            clock: self.clock,
            of: self.of,
            generation: self.generation,
            phase: self.phase,
            start: self.start,
            pauses: SmallVec::from_slice(&self.pauses),
            since: self.since,
            due: self.due,
            late: self.late,
            fired: self.fired,
            repeats: SmallVec::from_slice(&self.repeats),
            next: self.next,
            kept: self.kept,
        }
    }
}

impl Clone for FieldState {
    fn clone(&self) -> Self {
        Self { value: self.value.clone(), at: self.at }
    }

    fn clone_from(&mut self, from: &Self) {
        self.at = from.at;
        match (&mut self.value, &from.value) {
            (Value::Text(ours), Value::Text(theirs)) => ours.clone_from(theirs),
            (ours, theirs) => ours.clone_from(theirs),
        }
    }
}
