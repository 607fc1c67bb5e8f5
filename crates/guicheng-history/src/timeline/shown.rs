//! Values, instants and lengths of time as people read them.

use super::names::Teller;
use crate::{instant::Day, to_hex};
use alloc::{format, string::String};
use guicheng_core::{Digest, FieldId, OptionId, Timestamp, Value};

impl Teller<'_> {
    /// An instant in the procedure's zone, to the second.
    pub(super) fn local(&self, at: Timestamp) -> String {
        let (day, ms) = self.procedure.zone.local(at);
        format!("{} {:02}:{:02}:{:02}", Day(day), ms / 3_600_000, ms / 60_000 % 60, ms / 1_000 % 60)
    }

    /// A length of time, in the two largest units that it has.
    pub(super) fn span(&self, ms: i64) -> String {
        let units = [(86_400_000, "天", "d"), (3_600_000, "小时", "h"), (60_000, "分钟", "min"), (1_000, "秒", "s")];
        let mut rest = ms.saturating_abs();
        let mut out = String::new();
        let mut parts = 0;
        for (length, zh, en) in units {
            let count = rest / length;
            rest %= length;
            if count > 0 && parts < 2 {
                let gap = if parts > 0 { " " } else { "" };
                out += &self.say(format!("{count}{zh}"), format!("{gap}{count} {en}"));
                parts += 1;
            }
        }
        if parts == 0 { self.say(format!("{ms}毫秒"), format!("{ms} ms")) } else { out }
    }

    /// A value of a field.
    pub(super) fn value(&self, field: FieldId, value: &Value) -> String {
        match value {
            Value::Empty => self.say("空".into(), "nothing".into()),
            Value::Text(text) => (**text).into(),
            Value::Decimal(number) => format!("{number}"),
            Value::YesNo(true) => self.say("是".into(), "yes".into()),
            Value::YesNo(false) => self.say("否".into(), "no".into()),
            Value::Choice(option) => self.option(field, *option),
            Value::Choices(bits) => {
                let ticked = (0..64_u16).filter(|n| bits >> n & 1 == 1).map(OptionId);
                self.join(ticked.map(|o| self.option(field, o).into()))
            }
            Value::Date(day) => format!("{}", Day(*day)),
            Value::Moment(at) => self.local(*at),
            Value::Duration(ms) => self.span(*ms),
            Value::Person(person) => (*self.person(*person)).into(),
            Value::File(sha256, size) => {
                let hex = to_hex(&Digest(**sha256));
                let hex = hex.get(..8).unwrap_or(&hex);
                self.say(format!("文件（{size} 字节，{hex}…）"), format!("a file ({size} bytes, {hex}…)"))
            }
            Value::Sealed(_) => self.say("（已封存）".into(), "(sealed)".into()),
            Value::List(items) => self.join(items.iter().map(|v| self.value(field, v).into())),
        }
    }

    fn option(&self, field: FieldId, option: OptionId) -> String {
        let label = self.procedure.names.option_label(field, option);
        let lang = self.say("zh".into(), "en".into());
        label.map_or_else(|| format!("{}", option.0), |l| l.title_in(&lang).into())
    }
}
