//! What the law forbids a property company: ids that ask for it, and words for it in texts that people are shown.

use crate::diagnostic::{Severity, Words};

/// What the language has no words for, because it is unlawful.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Unlawful {
    /// A property company fining anyone.
    Fine,
    /// Cutting water, power, heat or gas.
    CutUtilities,
    /// Barring somebody from the way home.
    BlockAccess,
    /// Putting names on a wall.
    Shaming,
    /// Holding or searching people, taking their things.
    Detention,
}

/// Words of ids.
const IDS: [(Unlawful, &[&str]); 5] = [
    (Unlawful::Fine, &["fine", "fines", "fined", "penalty", "impose_fine", "罚款"]),
    (
        Unlawful::CutUtilities,
        &[
            "cut_utilities",
            "cut_water",
            "cut_power",
            "cut_gas",
            "cut_heat",
            "cut_electricity",
            "stop_water",
            "stop_power",
            "停水",
            "停电",
            "停气",
            "停暖",
            "断水",
            "断电",
            "停水停电",
        ],
    ),
    (
        Unlawful::BlockAccess,
        &["block_access_card", "block_access", "disable_access_card", "lock_out", "停门禁", "冻结门禁"],
    ),
    (
        Unlawful::Shaming,
        &["public_shaming", "shame", "name_and_shame", "publish_debtors", "公示姓名", "公示欠费", "曝光"],
    ),
    (
        Unlawful::Detention,
        &[
            "detain",
            "detention",
            "hold_person",
            "search_person",
            "confiscate",
            "clamp_car",
            "扣人",
            "扣车",
            "扣押",
            "搜身",
        ],
    ),
];

/// Words of texts.
const SAID: [(Unlawful, &[&str]); 3] = [
    (Unlawful::Fine, &["罚款", "罚金", "impose a fine", "fine the "]),
    (
        Unlawful::Shaming,
        &[
            "曝光",
            "大字报",
            "公示欠费",
            "公布欠费",
            "张贴欠费",
            "公示姓名",
            "公布姓名",
            "张贴姓名",
            "name and shame",
            "publish the debtors",
        ],
    ),
    (
        Unlawful::Detention,
        &[
            "扣人",
            "扣留",
            "扣押",
            "扣车",
            "扣东西",
            "没收",
            "拘禁",
            "搜身",
            "锁车",
            "detain ",
            "confiscate",
            "clamp the car",
        ],
    ),
];

/// Words of texts that are only unlawful as a means to make somebody pay or give in.
const PRESSED: [(Unlawful, &[&str]); 2] = [
    (
        Unlawful::CutUtilities,
        &[
            "停水",
            "断水",
            "停电",
            "断电",
            "停气",
            "断气",
            "停暖",
            "停热",
            "限水",
            "限电",
            "cut the water",
            "cut the power",
        ],
    ),
    (
        Unlawful::BlockAccess,
        &["停门禁", "停用门禁", "冻结门禁", "封门禁", "锁门禁", "限制进出", "disable the access card", "lock them out"],
    ),
];

/// How the words of the two lists above begin.
const BEGINNINGS: &[char] = &[
    '罚', '曝', '大', '公', '张', '扣', '没', '拘', '搜', '锁', '停', '断', '限', '冻', '封', 'i', 'f', 'n', 'p', 'd',
    'c', 'l', 'I', 'F', 'N', 'P', 'D', 'C', 'L',
];

/// What shows that somebody is to be made to pay or to give in.
const PRESSURE: [&str; 12] =
    ["催", "欠", "缴", "交费", "不交", "逼", "罚", "until they pay", "unpaid", "arrears", "debt", "owe"];

/// What shows that a text speaks of it to forbid it, or of what an authority does.
const NOT_OURS: [&str; 19] = [
    "不", "勿", "禁止", "严禁", "无权", "没有", "别", "未", "防止", "制止", "城管", "执法", "机关", "公安", "警",
    "法院", "not ", "never", "no ",
];

impl Unlawful {
    /// What a word asks for, if it is unlawful.
    pub fn of(word: &str) -> Option<Self> {
        let known = |(_, words): &&(Self, &[&str])| words.iter().any(|known| known.eq_ignore_ascii_case(word));
        IDS.iter().find(known).map(|(what, _)| *what)
    }

    /// What a text asks people to do, if it is unlawful.
    pub fn said(text: &str) -> Option<Self> {
        // Of most texts no word begins with any of these.
        if !text.contains(BEGINNINGS) {
            return None;
        }
        let text = text.to_ascii_lowercase();
        let pressed = || PRESSURE.iter().any(|word| text.contains(word));
        let clauses = text.split(['，', '。', '；', '！', '？', '：', ',', ';', '.']);
        clauses.into_iter().find_map(|clause| {
            let within = |words: &[&str]| words.iter().any(|word| clause.contains(word));
            let said = SAID.iter().find(|(_, words)| within(words));
            let means = || PRESSED.iter().find(|(_, words)| within(words)).filter(|_| pressed());
            let (what, _) = said.or_else(means)?;
            (!within(&NOT_OURS)).then_some(*what)
        })
    }
}

/// The code, gravity and words of what is unlawful.
pub(super) fn law(what: Unlawful) -> (&'static str, Severity, Words) {
    let (code, words) = match what {
        Unlawful::Fine => (
            "LAWFINE",
            Words::new(
                "物业公司无权罚款，语言里没有这个词（行政处罚法：处罚由有权机关作出）",
                "a property company cannot fine anyone, so there is no word for it (Administrative Penalty Law: only an authority may)",
            )
            .help("可以按管理规约提出违约索赔，或上报主管部门", "claim damages under the covenant, or report to the authority"),
        ),
        Unlawful::CutUtilities => (
            "LAW944",
            Words::new(
                "不得停水、停电、停热、停气来催费（民法典第 944 条第 3 款）",
                "nothing may cut water, power, heat or gas to collect fees (Civil Code, article 944, paragraph 3)",
            )
            .help("可以催告，仍不交的，起诉或申请仲裁", "press for payment; then go to court or arbitration"),
        ),
        Unlawful::BlockAccess => (
            "LAWACCESS",
            Words::new(
                "不得用停门禁来逼人：业主有权进出（民法典第 271、944 条）",
                "nobody may be kept from the way home to press a claim (Civil Code, articles 271 and 944)",
            ),
        ),
        Unlawful::Shaming => (
            "LAWSHAME",
            Words::new(
                "不得公开点名：姓名、房号是个人信息（民法典第 1032、1034 条，个人信息保护法第 25 条）",
                "nobody may be named in public: name and flat are personal data (Civil Code 1032, 1034; PIPL 25)",
            ),
        ),
        Unlawful::Detention => (
            "LAWDETAIN",
            Words::new(
                "不得扣人、扣车、扣东西，也不得搜身：物业公司没有强制权（宪法第 37 条，治安管理处罚法）",
                "nobody may be held or searched and nothing taken from them: a property company has no such power (Constitution 37; Public Security Administration Punishments Law)",
            )
            .help("劝阻、记录、报警，等警察来", "talk to them, record it, call the police and wait for them"),
        ),
    };
    (code, Severity::Error, words)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_word_begins_as_listed() {
        for word in SAID.iter().chain(&PRESSED).flat_map(|(_, words)| *words) {
            assert!(word.starts_with(BEGINNINGS), "{word}");
        }
    }
}
