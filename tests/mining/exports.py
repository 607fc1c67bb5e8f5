"""XES, OCEL (JSON and SQLite) and CSV of a store open in pm4py unchanged, with the same counts and words."""

import json

import pandas
from common import LOGS, WORK, counted, done, guicheng, pm4py, read_xes, same

guicheng("demo", "--lang", "zh")
guicheng("open", "complaint", "--as", "chen_jing", "--now", "2026-12-02T09:00")
rows = {form: counted("export", "--all", "-o", f"all.{form}", "--lang", "zh")["events"] for form in ("xes", "csv", "json", "sqlite")}
cases = {case["case"] for case in counted("cases")["cases"]}

log = read_xes(WORK / "all.xes")
same("XES: events", rows["xes"], len(log))
same("XES: no case is lost", sorted(cases), sorted(log["case:concept:name"].unique()))
same("XES: Chinese labels are intact", True, "拨打 120" in set(log["concept:name"]))
same("XES: every event has its own id", len(log), log["identity:id"].nunique())

table = pm4py.format_dataframe(pandas.read_csv(WORK / "all.csv"))
same("CSV: events", rows["csv"], len(table))
order = ["case:concept:name", "time:timestamp", "concept:name", "lifecycle:transition"]
as_rows = lambda frame: sorted(map(tuple, frame[order].astype(str).values.tolist()))
same("CSV: the same rows as XES", as_rows(log), as_rows(table))

text = json.loads((WORK / "all.json").read_text(encoding="utf-8"))
if LOGS.name:
    import jsonschema

    schema = json.loads((LOGS / "schema_ocel2.json").read_text(encoding="utf-8"))
    errors = [error.message for error in jsonschema.Draft7Validator(schema).iter_errors(text)]
    same("OCEL: keeps to the schema", [], errors)
from_json = pm4py.read_ocel2_json(str(WORK / "all.json"))
from_sqlite = pm4py.read_ocel2_sqlite(str(WORK / "all.sqlite"))
for name, ocel in (("JSON", from_json), ("SQLite", from_sqlite)):
    same(f"OCEL {name}: events", len(text["events"]), len(ocel.events))
    same(f"OCEL {name}: objects", len(text["objects"]), len(ocel.objects))
    same(f"OCEL {name}: relations", sum(len(e["relationships"]) for e in text["events"]), len(ocel.relations))
    same(f"OCEL {name}: types of objects", {o["type"] for o in text["objects"]}, set(ocel.objects["ocel:type"]))
    same(f"OCEL {name}: types of events", {e["type"] for e in text["events"]}, set(ocel.events["ocel:activity"]))
states = [(o["id"], a["time"][:19], a["value"]) for o in text["objects"] for a in o["attributes"] if a["name"] == "state"]
def changes(ocel):
    first = ocel.objects[ocel.objects["state"].notna()] if "state" in ocel.objects else ocel.objects.iloc[0:0]
    later = ocel.object_changes[ocel.object_changes["state"].notna()] if "state" in ocel.object_changes else []
    return len(first) + len(later)
same("OCEL: JSON and SQLite have the states of cases", (len(states), len(states)), (changes(from_json), changes(from_sqlite)))
same("OCEL: JSON and SQLite hold the same events",
     sorted(from_json.events["ocel:eid"]), sorted(from_sqlite.events["ocel:eid"]))
done()
