use super::{ReadError, read, write};
use crate::Value;

const LOG: &str = r#"<?xml version="1.0" encoding="UTF-8" ?>
<!-- from elsewhere -->
<log xes.version="1.0" xmlns="http://www.xes-standard.org/" openxes.version="1.0RC7">
  <extension name="Concept" prefix="concept" uri="http://www.xes-standard.org/concept.xesext"/>
  <global scope="trace"><string key="concept:name" value="?"/></global>
  <global scope="event"><date key="time:timestamp" value="1970-01-01T00:00:00.000Z"/></global>
  <classifier name="Activity" keys="concept:name lifecycle:transition"/>
  <unknown><string key="lost" value="x"/></unknown>
  <trace>
    <string key="concept:name" value="个案 &lt;1&gt;"/>
    <event>
      <string key="concept:name" value="a&#10;&quot;b&quot;"><int key="level" value="-2"/></string>
      <date key="time:timestamp" value="2006-07-24T00:00:00.000+02:00"/>
      <float key="amount" value="35.0"/><boolean key="paid" value="false"/><id key="i" value="7"/>
      <list key="l"><values><string key="one" value="1"/></values></list>
    </event>
  </trace>
  <trace/>
</log>"#;

#[test]
fn a_foreign_log_goes_out_as_it_came_in() {
    let log = read(LOG).unwrap();
    assert_eq!(log.traces.len(), 2, "a trace without events is kept");
    let trace = log.traces.first().unwrap();
    assert_eq!(trace.name(), "个案 <1>");
    let event = trace.events.first().unwrap();
    assert_eq!(event.activity(), "a\n\"b\"");
    assert_eq!(event.attributes.0.len(), 6);
    assert_eq!(event.attributes.get("amount"), Some(&Value::Number("35.0".into())));
    assert_eq!(event.attributes.0.last().unwrap().inside.len(), 1);
    assert_eq!(event.at().unwrap().utc(), "2006-07-23T22:00:00.000Z");
    assert!(log.attributes.0.is_empty(), "what the standard does not have is passed over");
    let again = write(&log);
    assert_eq!(read(&again).unwrap(), log);
    assert_eq!(write(&read(&again).unwrap()), again);
}

#[test]
fn what_is_no_log_is_told_with_its_place() {
    assert_eq!(read(""), Err(ReadError::NoLog));
    assert_eq!(read("<html></html>"), Err(ReadError::NoLog));
    assert_eq!(read("<log><trace>"), Err(ReadError::NoLog));
    assert!(matches!(read("<log></trace>"), Err(ReadError::Xml { .. })));
    assert!(matches!(read("<log><string key='a' value='&nope;'/></log>"), Err(ReadError::Xml { .. })));
    let bad = read(r#"<log><date key="d" value="soon"/></log>"#);
    assert_eq!(bad, Err(ReadError::Value { at: 5, tag: "date".into(), key: "d".into() }));
    let deep = format!("<log>{}", "<string key='a' value='b'>".repeat(100));
    assert!(matches!(read(&deep), Err(ReadError::Deep { .. })));
}

#[test]
fn control_characters_do_not_break_the_document() {
    let mut log = read("<log><trace/></log>").unwrap();
    log.attributes.put_text("odd", "a\u{0}b\tc\r\n<&\"'>");
    let again = read(&write(&log)).unwrap();
    assert_eq!(again.attributes.text("odd"), Some("a\u{fffd}b\tc\r\n<&\"'>"));
}
