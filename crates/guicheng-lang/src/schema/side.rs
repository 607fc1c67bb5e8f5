//! Every key of the files beside procedures: the organisation with its rosters, calendars, the register of clauses.

use super::{
    keys::{Key, keys},
    place::{Place, Shape},
};
use Shape::{Day, Days, Duty, Hours, Instant, Lists, Many, Named, One, Pairs, Text, TextOrTexts, Values, Word, YesNo};

/// Versions.
const VERSIONS: Shape = Shape::Whole(1, u32::MAX as i64);

keys! {
    /// All keys of side files, by place, in the order of the page.
    SIDE_KEYS:
    OrgFile {
        "org" needed (One(Place::Org)) "组织的抬头" | "the head of the organisation" | "";
        "people" (Named(Place::Person)) "人员" | "people" | "";
        "posts" (Named(Place::Post)) "固定岗位" | "posts" | "";
        "departments" (Named(Place::Department)) "部门，谁负责" | "departments and who heads them" | "";
        "groups" (Lists) "组：名 = 人" | "groups of people" | "{ guards = [\"li_qiang\"] }";
        "roster" (Named(Place::Roster)) "班次表" | "rosters" | "";
        "permission" (Named(Place::Permission)) "权限：步骤以外的事，谁可以做" | "who may do what beyond steps" | "";
        "absences" (Many(Place::Absence)) "请假" | "who is away, and when" | "";
        "aliases" (Pairs) "别的叫法 = 从哪里来" | "other words for sources of people" | "{ desk = \"roster:front_desk\" }";
        "en" (Values) "英文" | "words in English" | "{}";
    }
    Org {
        "title" (Text) "名称" | "its name" | "\"桂城花园物业服务中心\"";
        "version" needed (VERSIONS) "版本，改一次加一" | "its version, one more with each change" | "1";
        "time_zone" (Text) "时区" | "the time zone" | "\"Asia/Shanghai\"";
        "until" (Day) "班次排到哪一天" | "the last day for which rosters are made" | "2027-01-31";
    }
    Person {
        "name" needed (Text) "姓名" | "the name" | "\"王芳\"";
        "phone" (Text) "电话；不进历史" | "the telephone number; it enters no history" | "\"13800000000\"";
    }
    Post {
        "title" (Text) "岗位名称" | "its title" | "\"经理\"";
        "holder" (Text) "谁在岗" | "who holds it" | "\"qian_wei\"";
        "deputy" (TextOrTexts) "本人不在时由谁顶上，按顺序" | "who stands in, in order" | "[\"zhou_wei\"]";
    }
    Department {
        "title" (Text) "部门名称" | "its title" | "\"工程部\"";
        "head" needed (Text) "谁负责：人，或 post:、group:、roster:" | "who heads it: a person, or `post:` `group:` `roster:`" | "\"post:repair_head\"";
    }
    Absence {
        "person" needed (Text) "谁" | "who" | "\"wang_fang\"";
        "from" needed (Instant) "从何时" | "from when" | "2026-12-24";
        "to" needed (Instant) "到何时" | "until when" | "2026-12-26";
        "why" (Text) "为什么" | "why" | "\"病假\"";
    }
    Roster {
        "title" (Text) "名称" | "its title" | "\"客服前台\"";
        "handover" (Word(&["signed"])) "交班要两人签字" | "a duty passes only when both have signed" | "\"signed\"";
        "shifts" needed (Pairs) "各班的起止" | "the shifts, from and to" | "{ day = \"08:00-20:00\", night = \"20:00-08:00\" }";
        "days" (Duty) "哪天哪班是谁" | "who is on which shift of which day" | "{ \"2026-12-01\" = { day = [\"wang_fang\"] } }";
    }
    Permission {
        "title" (Text) "标题" | "its title" | "\"受理\"";
        "title_en" (Text) "英文标题" | "its title in English" | "\"Take in\"";
        "clause" (TextOrTexts) "出自哪些条款" | "the clauses that it comes from" | "[\"GA-1.2\"]";
        "who" needed (TextOrTexts) "谁有：人，或 post:、group:、roster:、head:" | "who has it: people, or `post:` `group:` `roster:` `head:`" | "[\"post:manager\"]";
        "open" (TextOrTexts) "可以开案；any 是全部规程" | "may open cases; `any` is every procedure" | "[\"complaint\"]";
        "read" (TextOrTexts) "可以看个案和登记表" | "may read cases and registers" | "\"any\"";
        "report" (TextOrTexts) "可以看统计、违反和导出" | "may read statistics, breaches, exports" | "\"any\"";
        "disclose" (TextOrTexts) "可以同意查看个人信息" | "may agree that personal values be shown" | "\"any\"";
        "erase" (TextOrTexts) "可以同意删除个人信息" | "may agree that personal values be deleted" | "\"any\"";
        "write" (TextOrTexts) "可以写规程" | "may write procedures" | "\"any\"";
        "approve" (TextOrTexts) "可以批规程" | "may approve procedures" | "\"any\"";
    }
    CalendarsFile {
        "calendar" (Named(Place::Calendar)) "日历：哪些时间算数" | "calendars: which time counts" | "";
        "en" (Values) "英文" | "words in English" | "{}";
    }
    Calendar {
        "title" (Text) "名称" | "its title" | "\"办公时间\"";
        "version" needed (VERSIONS) "版本，改一次加一" | "its version, one more with each change" | "1";
        "time_zone" (Text) "时区" | "the time zone" | "\"Asia/Shanghai\"";
        "until" (Day) "录入到哪一天" | "the last day for which it was entered" | "2027-12-31";
        "hours" needed (Hours) "全天，或周几的几点到几点" | "always, or stretches of the day by weekdays" | "{ mon-fri = [\"08:30-11:30\", \"14:00-17:30\"] }";
        "closed" (Days) "放假的日子" | "days closed by exception" | "[2027-01-01, { title = \"国庆\", from = 2027-10-01, to = 2027-10-07 }]";
        "open_extra" (Days) "调休上班的日子" | "days open by exception" | "[2027-01-31]";
    }
    ClausesFile {
        "clauses" (One(Place::Clauses)) "条款登记的抬头" | "the head of the register" | "";
        "books" (Named(Place::Book)) "哪些书" | "the books" | "";
        "clause" (Named(Place::Clause)) "各条" | "the clauses" | "";
        "en" (Values) "英文" | "words in English" | "{}";
    }
    Clauses {
        "title" (Text) "名称" | "its title" | "\"条款登记\"";
        "version" (VERSIONS) "版本，改一次加一" | "its version, one more with each change" | "1";
    }
    Book {
        "title" (Text) "书名（同 zh）" | "its title (as `zh`)" | "\"工作手册\"";
        "zh" (Text) "书名" | "its title in Chinese" | "\"工作手册\"";
        "en" (Text) "英文书名" | "its title in English" | "\"Manual\"";
    }
    Clause {
        "book" needed (Text) "出自哪本书" | "the book that it stands in" | "\"manual\"";
        "title" (Text) "一句话大意（同 zh）" | "what it says, in our words (as `zh`)" | "\"五分钟内登记\"";
        "zh" (Text) "一句话大意，用自己的话" | "what it says, in our own words, in Chinese" | "\"五分钟内登记\"";
        "en" (Text) "英文大意" | "the same in English" | "\"Entered within five minutes\"";
        "not_here" (Text) "规程里没有落处的理由" | "why no procedure answers for it" | "\"人事另有制度\"";
        "not_here_en" (Text) "英文理由" | "that reason in English" | "\"Staff matters\"";
        "unread" (YesNo) "还没有核对过原文" | "not yet read against the original" | "true";
    }
}
