//! Growing random procedures as TOML: block-structured routes with clocks, holds and reactions, or plain graphs.

use crate::Random;
use std::fmt::Write as _;

/// The head of every grown file.
const HEAD: &str = r#"
[procedure]
id = "grown"
title = "生成"
version = 1
effective = 2026-12-01
lang = "zh-CN"
time_zone = "Asia/Shanghai"
calendar = "all_day"
owner = "boss"
change = "首版"

[fields]
yes = { type = "yes_no", title = "是否", default = false }
size = { type = "number", title = "数", default = 1 }
way = { type = "choice", title = "路", options = { a = "甲", b = "乙", c = "丙" }, default = "a" }
ways = { type = "choices", title = "多路", options = { x = "壹", y = "贰", z = "叁" } }
note = { type = "note", title = "记", personal = "ordinary", keep = "90d" }
until = { type = "moment", title = "到" }

[roles]
boss = { title = "主管", from = "post:boss" }
desk = { title = "前台", from = "roster:desk" }
crew = { title = "班组", from = "group:crew" }

[events]
rang = { title = "铃响" }
letter = { title = "来信", kept = true }
"#;

/// A random block-structured procedure.
pub fn routes(seed: u64) -> String {
    let random = Random::new(seed);
    let mut grown = Grown { random, cards: String::new(), apart: false, steps: 0, routes: 0, others: 0 };
    let main = grown.sequence(3, true);
    let mut text = String::from(HEAD);
    let section = grown.keep_apart(&main);
    let _ = write!(text, "\n[route.main]\nsteps = [{main}]\nentry = [\"first\"]\n{section}{}", grown.cards);
    grown.norms(&mut text);
    text
}

/// A random graph: any joins and splits, sound or not.
pub fn graph(seed: u64) -> String {
    let mut random = Random::new(seed);
    let nodes = 3 + random.below(8);
    let mut flows: Vec<(usize, usize)> = (1..nodes).map(|n| (random.below(n), n)).collect();
    for _ in 0..random.below(nodes) {
        let flow = (random.below(nodes), 1 + random.below(nodes - 1));
        if flow.0 != flow.1 && !flows.contains(&flow) {
            flows.push(flow);
        }
    }
    let gate = |n: usize| flows.iter().filter(|f| f.0 == n).count() > 1 || n == 0;
    let name = |n: usize| if gate(n) { format!("g{n}") } else { format!("s{n}") };
    let mut text = String::from(HEAD);
    let arrows: Vec<String> = flows.iter().map(|(a, b)| format!("[\"{}\", \"{}\"]", name(*a), name(*b))).collect();
    let _ = write!(text, "\n[graph]\nstart = \"{}\"\nflows = [{}]\n", name(0), arrows.join(", "));
    for n in (0..nodes).filter(|n| gate(*n)) {
        let joins = ["\"one\"", "\"all\"", "\"some\"", "2"];
        let splits = ["all", "one", "some", "race"];
        let ins = flows.iter().filter(|f| f.1 == n).count();
        let join = joins[random.below(if ins > 1 { 4 } else { 1 })];
        let split = splits[random.below(4)];
        let _ = write!(text, "\n[gate.g{n}]\njoin = {join}\nsplit = \"{split}\"\n");
    }
    text
}

struct Grown {
    random: Random,
    cards: String,
    /// There is a critical section.
    apart: bool,
    steps: usize,
    routes: usize,
    others: usize,
}

impl Grown {
    /// Cards in order; the first card of the main route is an entry and always a plain step.
    fn sequence(&mut self, depth: usize, main: bool) -> String {
        let mut list = Vec::new();
        if main {
            self.card(
                "[step.first]\ntitle = \"首步\"\nbasis = \"house\"\nwho = \"desk\"\nfill = [\"ways\", \"yes\"]\n",
            );
            list.push("\"first\"".to_owned());
        }
        for _ in 0..1 + self.random.below(3) {
            list.push(self.element(depth));
        }
        list.join(", ")
    }

    fn element(&mut self, depth: usize) -> String {
        if depth == 0 || self.random.one_in(3) {
            return self.work();
        }
        match self.random.below(7) {
            0 => {
                let branches: Vec<String> = (0..2 + self.random.below(2)).map(|_| self.element(depth - 1)).collect();
                let flat: Vec<String> =
                    branches.into_iter().map(|b| if b.starts_with('[') { self.work() } else { b }).collect();
                format!("[{}]", flat.join(", "))
            }
            1 => self.route(depth, ""),
            2 => self.route(depth, "repeat = { while = \"yes\", at_most = 2 }\n"),
            3 => self.route(depth, "each = \"ways\"\n"),
            4 => self.route(depth, "only_if = \"size >= 1\"\n"),
            _ => self.choice(depth),
        }
    }

    /// The first routes side by side form the critical section.
    fn keep_apart(&mut self, steps: &str) -> String {
        let block = steps.split_once('[').and_then(|(_, rest)| rest.split_once(']')).map_or("", |(block, _)| block);
        let routes: Vec<&str> = block.split(", ").filter(|branch| branch.starts_with("\"r")).collect();
        if self.apart || routes.len() < 2 {
            return String::new();
        }
        self.apart = true;
        format!("one_at_a_time = [{}]\n", routes.join(", "))
    }

    fn route(&mut self, depth: usize, extra: &str) -> String {
        let steps = self.sequence(depth - 1, false);
        let apart = self.keep_apart(&steps);
        self.routes += 1;
        let name = format!("r{}", self.routes);
        self.card(&format!("[route.{name}]\nbasis = \"house\"\n{extra}{apart}steps = [{steps}]\n"));
        format!("\"{name}\"")
    }

    fn choice(&mut self, depth: usize) -> String {
        let (one, two) = (self.route(depth, ""), self.route(depth, ""));
        self.others += 1;
        let name = format!("c{}", self.others);
        let text = match self.random.below(5) {
            0 => format!("by = \"way\"\ngo = {{ a = {one}, b = {two}, c = \"next\" }}\n"),
            1 => format!(
                "first = [{{ when = \"yes\", go = {one} }}, {{ when = \"size > 3\", set = {{ size = 0 }}, go = {two} }}, {{ when = \"otherwise\", go = \"next\" }}]\n"
            ),
            2 => format!(
                "all = [{{ when = \"yes\", go = {one} }}, {{ when = \"size < 3\", go = {two} }}, {{ when = \"otherwise\", go = \"next\" }}]\n"
            ),
            3 => {
                let (a, b) = (self.wait("event = \"rang\""), self.wait("after = \"2h\""));
                format!("race = [{{ on = {a}, go = {one} }}, {{ on = {b}, go = {two} }}]\n")
            }
            _ => format!(
                "first = [{{ when = \"yes\", go = \"first\", at_most = 2 }}, {{ when = \"otherwise\", go = {one} }}]\n"
            ),
        };
        // A route that only one way names would be unused where the way is not written.
        let unused = if text.contains(&two) { String::new() } else { format!(", {two}") };
        self.card(&format!("[choice.{name}]\ntitle = \"选\"\nbasis = \"house\"\n{text}"));
        format!("\"{name}\"{unused}")
    }

    fn wait(&mut self, what: &str) -> String {
        self.others += 1;
        let name = format!("w{}", self.others);
        self.card(&format!("[wait.{name}]\ntitle = \"等\"\nbasis = \"house\"\n{what}\n"));
        format!("\"{name}\"")
    }

    fn call(&mut self) -> String {
        self.others += 1;
        let name = format!("k{}", self.others);
        self.card(&format!(
            "[call.{name}]\ntitle = \"叫\"\nbasis = \"house\"\nprocedure = \"other\"\ngive = {{ size = \"size\" }}\ntake = {{ size = \"size\" }}\n"
        ));
        format!("\"{name}\"")
    }

    fn work(&mut self) -> String {
        match self.random.below(9) {
            0 => return self.wait("event = \"letter\""),
            1 => return self.wait("after = \"3h\""),
            2 if self.random.one_in(2) => return self.call(),
            _ => {}
        }
        self.steps += 1;
        let name = format!("s{}", self.steps);
        let who = ["\"desk\"", "\"crew\"", "[\"desk\", \"crew\"]", "\"boss\""][self.random.below(4)];
        let kinds = [
            "",
            "fill = [\"yes\", \"way\"]\n",
            "fill = [\"size\", \"note\"]\n",
            "count = 2\npick = \"nearest\"\n",
            "count = 2\nwait = 1\n",
            "count = \"size\"\nadd = true\n",
            "pick = \"rotate\"\n",
            "optional = true\nwhy = true\n",
            "check = [{ done = \"做了\" }, { keys = \"钥匙\", count = true }]\nsign = true\n",
            "opens_when = \"size >= 1\"\n",
            "only_if = \"not yes\"\n",
            "fill = [\"until\"]\nack = { within = \"10m\", ladder = [\"boss\"] }\n",
        ];
        let kind = kinds[self.random.below(kinds.len())];
        let lates = [
            "",
            "late = [{ after = \"5m\", remind = \"desk\" }, { after = \"1h\", escalate = \"boss\" }]\n",
            "late = [{ after = \"2h\", done = true }]\n",
            "late = [{ after = \"30m\", remind = \"desk\", every = \"30m\", at_most = 3 }]\n",
            "late = [{ after = \"4h\", set = { yes = false }, escalate = \"boss\", when = \"yes\" }]\n",
        ];
        let late = lates[self.random.below(lates.len())];
        self.card(&format!("[step.{name}]\ntitle = \"步\"\nbasis = \"house\"\nwho = {who}\n{kind}{late}"));
        format!("\"{name}\"")
    }

    fn card(&mut self, text: &str) {
        self.cards.push('\n');
        self.cards.push_str(text);
    }

    /// Clocks of the case, a hold, reactions and a rule over whatever was grown.
    fn norms(&mut self, text: &mut String) {
        let step = |n: usize| format!("s{}", n + 1);
        if self.steps == 0 {
            return;
        }
        let (a, b) = (step(self.random.below(self.steps)), step(self.random.below(self.steps)));
        let again = ["stay", "resume", "run_on", "restart"][self.random.below(4)];
        let _ = write!(
            text,
            "\n[clock.whole]\ntitle = \"全程\"\nbasis = \"house\"\nfrom = \"case.opened\"\nuntil = [\"step.{a}.done\"]\nlimit = \"1d\"\ndue = \"until\"\npause_while = \"hold.quiet\"\nagain = \"{again}\"\nlate = [{{ at = \"50%\", remind = \"desk\" }}, {{ escalate = \"boss\" }}, {{ over = \"1d\", escalate = \"boss\", every = \"1d\", at_most = 3 }}]\n"
        );
        let _ = write!(
            text,
            "\n[hold.quiet]\ntitle = \"停\"\nbasis = \"house\"\nduring = [\"{b}\"]\nwho = \"boss\"\nwhy = true\nuntil = \"event.rang\"\nlate = [{{ after = \"1d\", remind = \"boss\" }}]\n"
        );
        if self.random.one_in(2) {
            let _ = write!(
                text,
                "\n[on.back]\ntitle = \"重来\"\nbasis = \"house\"\nduring = [\"{a}\"]\nwho = \"boss\"\nat_most = 2\ngo = \"first\"\n"
            );
        }
        if self.random.one_in(2) {
            let _ = write!(
                text,
                "\n[on.side]\ntitle = \"另办\"\nbasis = \"house\"\nwho = [\"boss\", \"desk\"]\nat_most = 2\nalso = \"beside\"\n\n[step.beside]\ntitle = \"旁\"\nbasis = \"house\"\nwho = \"crew\"\n"
            );
        }
        if self.random.one_in(2) {
            let _ = write!(
                text,
                "\n[on.turned]\ntitle = \"变\"\nbasis = \"house\"\nbecomes = \"yes\"\nremind = \"boss\"\n\n[rule.calm]\ntitle = \"守\"\nbasis = \"house\"\nduring = [\"{b}\"]\nmust = \"size < 6\"\nbroken = {{ hold = \"{b}\", escalate = \"boss\" }}\n"
            );
        }
        if self.random.one_in(4) {
            let _ = write!(
                text,
                "\n[on.gone]\ntitle = \"撤回\"\nbasis = \"house\"\nwho = \"boss\"\nwhy = true\ngo = \"stop\"\n"
            );
        }
    }
}
