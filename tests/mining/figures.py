"""Counts, variants and times of two real logs: ours against pm4py's, to the second; and the logs that we write again."""

from collections import Counter

from common import LOGS, WORK, counted, done, guicheng, pm4py, read_xes, same

for name in ("receipt.xes.gz", "roadtraffic100traces.xes"):
    print(f" {name}")
    ours = counted("import", LOGS / name)
    guicheng("import", LOGS / name, "-o", "again.xes")
    guicheng("import", LOGS / name, "-o", "again.csv")
    theirs = read_xes(LOGS / name)
    again = read_xes(WORK / "again.xes")
    same("written again: the whole table", True, theirs.equals(again[theirs.columns]) and len(theirs.columns) == len(again.columns))
    same("cases", ours["cases"], theirs["case:concept:name"].nunique())
    same("events", ours["events"], len(theirs))
    same("activities", ours["activities"], pm4py.get_event_attribute_values(theirs, "concept:name"))
    if "org:resource" in theirs:
        same("resources", ours["resources"], pm4py.get_event_attribute_values(theirs, "org:resource"))
    same("first activities", ours["starts"], pm4py.get_start_activities(theirs))
    same("last activities", ours["ends"], pm4py.get_end_activities(theirs))
    variants = {tuple(path): count for path, count in pm4py.get_variants(theirs).items()}
    same("variants", {tuple(v["activities"]): v["cases"] for v in ours["variants"]}, variants)
    lasted = sorted(int(seconds) for seconds in pm4py.get_all_case_durations(theirs))
    same("how long each case took", [ms // 1000 for ms in ours["durations_ms"]], lasted)
    follows, _, _ = pm4py.discover_dfg(theirs)
    same("what follows what", {(f["from"], f["to"]): f["count"] for f in ours["follows"]}, dict(Counter(follows)))
    times, _, _ = pm4py.discover_performance_dfg(theirs)
    medians = {pair: int(figures["median"]) for pair, figures in times.items()}
    same("median time between the two", {(f["from"], f["to"]): f["median_ms"] // 1000 for f in ours["follows"]}, medians)
done()
