//! Pages of calendars, the organisation and the register of clauses (S).

super::book! {
    S001 Error Org
        "没有这个时区" | "There is no such time zone",
        "时限要换算成当地时间" | "Limits are counted in local time",
        "中国写 Asia/Shanghai" | "For China write Asia/Shanghai",
        r#"time_zone = "Asia/Beijing""# => r#"time_zone = "Asia/Shanghai""#;
    S002 Error Calendars
        "不是日期、星期几或一段时间" | "This is no day, no weekday, or no stretch of the day",
        "读不懂的营业时间没法算工作日" | "Working days cannot be counted by hours that cannot be read",
        "时间写 08:30-11:30，日期写 2026-12-01，星期写 mon-fri 或 周一-周五；过半夜的分成两天" | "Write 08:30-11:30, 2026-12-01, mon-fri; hours past midnight as hours of two days",
        r#""8.30到11.30""# => r#""08:30-11:30""#;
    S003 Error Calendars
        "日历从不开放，或同一天的两段重叠" | "The calendar is never open, or two stretches of one day overlap",
        "工作日永远数不到，或数了两遍" | "Working time would never come, or count twice",
        "写上开放的时间，不重叠" | "Write open hours that do not overlap",
        r#""11:00-17:30""# => r#""14:00-17:30""#;
    S004 Warning Calendars
        "没写排到哪一天，或有的日子在那之后" | "It does not say up to which day it was entered, or something lies after that day",
        "过了最后一天，节假日就没有人排过，时限会算错" | "Past the last day nobody has entered holidays, and limits would be wrong",
        "写 until，到期以前续排" | "Write `until`, and go on entering before it comes",
        "time_zone = \"Asia/Shanghai\"\nhours = { mon" => "time_zone = \"Asia/Shanghai\"\nuntil = 2027-12-31\nhours = { mon";
    S005 Error Calendars
        "同一天既休息又上班，或写了两次" | "A day is both closed and open, or written twice",
        "不知道算不算工作日" | "Nothing says whether it counts",
        "留一个" | "Keep one",
        "open_extra = [2027-01-01]" => "open_extra = [2027-01-02]";
    S006 Error Org
        "组织里没有这个人、岗位、组或班" | "The organisation has no such person, post, group or shift",
        "值班的人找不到" | "Whoever is on duty would not be found",
        "把名字写对，或先在 people 里加上" | "Write the right name, or add them under `people` first",
        r#"boss = { title = "主管", holder = "wangg", deputy = "zhao" }"# => r#"boss = { title = "主管", holder = "wang", deputy = "zhao" }"#;
    S007 Warning Org
        "有的时候没有班，有的日子没有排，有的班没有人" | "Some hours have no shift, some days are not entered, or a shift has nobody",
        "那时来的急事没有人接" | "An emergency at that hour finds nobody",
        "补上班次、日子或人" | "Add the shift, the day or the people",
        r#"shifts = { day = "08:00-20:00", night = "20:00-07:00" }"# => r#"shifts = { day = "08:00-20:00", night = "20:00-08:00" }"#;
    S008 Error Org
        "一张班次表的班太多" | "A roster has too many shifts",
        "没有哪个岗位一天换这么多次人" | "No post changes hands that often in a day",
        "分成几张班次表" | "Make several rosters",
        "[roster.spare]\nshifts = { day = \"08:00-20:00\", night = \"20:00-08:00\", «1..254: s# = \"09:00-10:00\"» }\n\n[roster.desk]" => "[roster.desk]";
    S009 Error Org
        "结束早于开始" | "It ends before it begins",
        "这样的请假等于没有请" | "Such an absence is none",
        "对调两个时刻" | "Swap the two instants",
        "to = 2026-12-01T07:00:00" => "to = 2026-12-01T12:00:00";
    S010 Warning Org
        "同一个人写了两次" | "A person is written twice in one list",
        "看着有两个人，其实只有一个" | "It looks like two people and is one",
        "删去一个，或写另一个人" | "Delete one, or name somebody else",
        r#"all = ["wang", "zhao", "wang"]"# => r#"all = ["wang", "zhao"]"#;
    S020 Warning Org
        "权限什么也没允许，或没有人有" | "A permission permits nothing, or nobody has it",
        "看着管住了，其实谁都不受影响，或谁也办不了" | "It looks like a restriction and is none, or shuts everybody out",
        "写上 who，和 open、read、report、disclose、erase、write、approve 里的几样" | "Name people in `who`, and some of `open`, `read`, `report`, `disclose`, `erase`, `write`, `approve`",
        "who = [\"roster:desk\"]\n\n" => "who = [\"roster:desk\"]\nopen = [\"sample\"]\n\n";
}
