//! A case walked by hand, in a pipe.

use super::Desk;

#[test]
fn it_works_in_a_pipe() {
    let desk = Desk::new("walk");
    let input = "do ep_intake --as sun_yan --set address=1 --set caller_phone=2\n\
        do ep_ask_wish --as sun_yan --set help=call_120\n\
        do b_guide --as yuan_kai\n\
        next\n\
        todo zhou_wei\n\
        +1h\n\
        quit\n\
        do b_call_120 --as sun_yan\n";
    let out = desk.run_with("try emergency_patient --as sun_yan --now 2026-12-02T02:13 --lang en", input, &[]);
    assert_eq!(out.code, 1, "one act was refused");
    insta::assert_snapshot!(out.out);
    assert!(!desk.path("guicheng.db").exists(), "nothing of a trial is kept");
}
