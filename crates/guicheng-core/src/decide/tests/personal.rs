//! Personal values are deleted or shown only by two people and for a reason.

use super::*;
use crate::{Digest, Hidden, OfPerson, Seq};

fn of(approved: &str, why: &str, record: u32) -> Box<OfPerson> {
    let value = Hidden { record: Seq(record), field: "phone".into(), commitment: Digest([1; 32]) };
    Box::new(OfPerson { values: vec![value], why: why.into(), approved: approved.into(), ..OfPerson::default() })
}

#[test]
fn two_people_and_a_ground_or_it_is_refused() {
    let p = procedure(&[("a", Join::Each, Split::All, true)], &[]);
    let mut run = Run::new(&p);
    let last = run.case.seq.0;
    assert_eq!(run.act(Act::Erase(of("a", "law", 1))), Err(Refused::NotDistinct));
    assert_eq!(run.act(Act::Erase(of(" ", "law", 1))), Err(Refused::MissingName));
    assert_eq!(run.act(Act::Disclose(of("other", " ", 1))), Err(Refused::MissingReason));
    assert_eq!(run.act(Act::Erase(of("other", "law", 0))), Err(Refused::NotOpen));
    assert_eq!(run.act(Act::Erase(of("other", "law", last + 9))), Err(Refused::NotOpen));
    assert_eq!(
        run.act(Act::Erase(Box::new(OfPerson { values: vec![], ..*of("other", "law", 1) }))),
        Err(Refused::NotOpen)
    );
    assert_eq!(run.act(Act::Erase(of("other", "law", 1))), Ok(()));
    assert_eq!(run.act(Act::Disclose(of("other", "court", 1))), Ok(()));
    // After the end of the case too: that is when the time of keeping runs out.
    run.complete(0).unwrap();
    assert_eq!(run.case.status, Status::Closed);
    assert_eq!(run.act(Act::Erase(of("other", "law", 1))), Ok(()));
}
