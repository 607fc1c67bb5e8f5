//! The night as data: when, who, what. The people are those of the shipped roster, and invented.

use crate::lang::Lang;

/// The procedure that is played.
pub(super) const PROCEDURE: &str = "emergency_patient";
/// When the telephone rings.
pub(super) const START: &str = "2026-12-02T02:13:00+08:00";

/// Who is on duty; the first takes the call.
pub(super) const PEOPLE: [(&str, &str, &str); 7] = [
    ("sun_yan", "接待员，夜班", "receptionist, night shift"),
    ("dong_liang", "护卫班值班班长，没有应答", "guard shift leader, does not answer"),
    ("peng_fei", "代班长", "deputy shift leader"),
    ("yuan_kai", "小区入口护卫", "guard at the gate"),
    ("sun_jian", "护卫主管", "head of guards"),
    ("du_juan", "护理人员", "carer"),
    ("zhou_wei", "综合部主管", "General Affairs supervisor"),
];

/// One moment of the night.
pub(super) struct Beat {
    /// When.
    pub(super) at: &'static str,
    /// What happens.
    pub(super) zh: &'static str,
    /// What happens.
    pub(super) en: &'static str,
    /// What is typed, as after `guicheng do CASE`.
    act: Option<(&'static str, &'static str)>,
    /// It is refused.
    pub(super) refused: bool,
    /// Whose work is looked at afterwards.
    pub(super) look: &'static [&'static str],
}

impl Beat {
    /// What is typed: people write in their own language.
    pub(super) fn act_in(&self, lang: Lang) -> Option<&'static str> {
        self.act.map(|(zh, en)| lang.pick(zh, en))
    }
}

const fn beat(at: &'static str, zh: &'static str, en: &'static str) -> Beat {
    Beat { at, zh, en, act: None, refused: false, look: &[] }
}

impl Beat {
    const fn act(self, both: &'static str) -> Self {
        self.written(both, both)
    }
    const fn written(self, zh: &'static str, en: &'static str) -> Self {
        Self { act: Some((zh, en)), ..self }
    }
    const fn refused(self) -> Self {
        Self { refused: true, ..self }
    }
    const fn look(self, people: &'static [&'static str]) -> Self {
        Self { look: people, ..self }
    }
}

/// The night.
pub(super) const NIGHT: &[Beat] = &[
    beat(
        "02:13:00",
        "电话响了：7-2-501 的住户，父亲胸痛",
        "the telephone rings: a resident of 7-2-501, the father has chest pain",
    )
    .look(&["sun_yan"]),
    beat("02:13:40", "先记住址和电话，别的以后补", "address and telephone first, the rest can follow").written(
        "ep_intake --as sun_yan --set address=7-2-501 --set caller_phone=13800000000 --set condition=胸痛",
        "ep_intake --as sun_yan --set address=7-2-501 --set caller_phone=13800000000 --set \"condition=chest pain\"",
    ),
    beat("02:14:20", "要打 120，车到以前派人护理", "120, and a carer until the ambulance comes")
        .act("ep_ask_wish --as sun_yan --set help=call_120,nursing")
        .look(&["sun_yan"]),
    beat("02:14:50", "护理要求告诉护卫主管", "the head of guards is told what care is asked for").written(
        "c_request --as sun_yan --set care_request=陪着，别让他动",
        "c_request --as sun_yan --set \"care_request=stay with him, keep him still\"",
    ),
    beat(
        "02:15:10",
        "打完 120：班长、入口、住户同时有事做",
        "120 is called: the leader, the gate and the resident come in at once",
    )
    .act("b_call_120 --as sun_yan")
    .look(&["dong_liang", "sun_yan"]),
    beat("02:15:40", "告诉住户有人接车", "the resident is told that somebody waits at the gate")
        .act("b_tell_resident --as sun_yan"),
    beat(
        "02:16:20",
        "班长一分钟没应：代班长也看到了",
        "no answer from the leader for a minute: the deputy sees it too",
    )
    .look(&["peng_fei"]),
    beat("02:16:30", "护卫主管点名护理的人", "the head of guards names the carer")
        .act("c_assign_carer --as sun_jian --name du_juan"),
    beat("02:16:50", "代班长接下来，安排入口", "the deputy takes it and has the gate made ready")
        .act("b_notify_leader --as peng_fei")
        .look(&["yuan_kai"]),
    beat("02:17:10", "不必再打一次确认，写明原因", "no need to call again to confirm; the reason is written").written(
        "b_confirm --as sun_yan --skip 调度台已回话，车已派出",
        "b_confirm --as sun_yan --skip \"dispatch has confirmed\"",
    ),
    beat("02:19:00", "护理的人上门，女儿在场", "the carer is there, and so is the daughter")
        .act("c_relative_present --as du_juan --check purpose --set relative_present=yes"),
    beat("02:21:30", "入口其实 02:19:30 就好了，现在补记", "the gate was ready at 02:19:30; it is entered now")
        .act("b_gate_ready --as yuan_kai --check clear --occurred 02:19:30"),
    beat(
        "02:24:00",
        "女儿下楼等车，护理的人独自和病人在一起",
        "the daughter goes down to wait; the carer is alone with the patient",
    )
    .act("relative_seen --as du_juan --set relative_present=no")
    .look(&["du_juan"]),
    beat("02:24:20", "护理停着，不能算办完", "the nursing is held and cannot be reported as done")
        .act("c_nursing --as du_juan --check no_advice")
        .refused(),
    beat(
        "02:25:20",
        "班长没确认，通知到了代班长那里",
        "the leader does not confirm; the notice has climbed to the deputy",
    )
    .act("confirm --as peng_fei --number 3"),
    beat("02:26:00", "女儿回来，护理恢复", "the daughter is back, the nursing goes on")
        .act("relative_seen --as du_juan --set relative_present=yes"),
    beat("02:30:20", "打完 120 已经一刻钟，车没到", "a quarter of an hour after the call, and no ambulance")
        .look(&["sun_yan"]),
    beat("02:30:40", "再打 120", "120 is called again").act("b_call_again --as sun_yan"),
    beat("02:38:00", "急救车到了入口", "the ambulance is at the gate").act("ambulance_arrived --as yuan_kai"),
    beat("02:38:20", "车到了，不用再打 120", "it is here: no need to call 120 again").written(
        "b_call_again --as sun_yan --skip 车已到入口",
        "b_call_again --as sun_yan --skip \"the ambulance is here\"",
    ),
    beat("02:39:00", "引到楼下", "it is guided to the building")
        .act("b_guide --as yuan_kai --check led --check helped"),
    beat("02:41:00", "病人上车，护理结束", "the patient is in the ambulance, the nursing ends")
        .act("c_nursing --as du_juan --check no_advice"),
    beat("02:45:00", "班长反馈接车情况", "the leader reports on the reception").written(
        "b_report_back --as dong_liang --set ambulance_result=02:38到入口，02:39引到楼下",
        "b_report_back --as dong_liang --set \"ambulance_result=at the gate 02:38, at the building 02:39\"",
    ),
    beat(
        "02:50:00",
        "接待员想登记：护理的人还没说明情况，结不了",
        "the receptionist wants to close: the carer's report is missing",
    )
    .written(
        "ep_record --as sun_yan --set result=helped --set outcome=已送上救护车",
        "ep_record --as sun_yan --set result=helped --set \"outcome=taken by the ambulance\"",
    )
    .refused(),
    beat("02:52:00", "护理的人补上", "the carer reports").written(
        "c_done --as du_juan --set care_result=平卧，没有给药",
        "c_done --as du_juan --set \"care_result=lying flat, nothing given\"",
    ),
    beat("02:55:00", "登记", "the register is written").written(
        "ep_record --as sun_yan --set result=helped --set outcome=已送上救护车",
        "ep_record --as sun_yan --set result=helped --set \"outcome=taken by the ambulance\"",
    ),
    beat("07:50:00", "交班前汇报", "the report before the shift ends").act("report_after --as sun_yan"),
    beat("08:20:00", "主管听取汇报，不抽回访：结案", "the supervisor hears it, no follow-up: closed")
        .act("accept_report --as zhou_wei --set sampled=no"),
];
