"""Judges PNML files: sound workflow nets, by looking at every marking; and opened by pm4py where it is installed.

Usage: python3 pnml.py FILE...   Prints a line for each file; exit 1 if any is bad.
Needs only the standard library. What could not be looked at is said with NOT CHECKED.
"""

import sys
import xml.etree.ElementTree as ET

NS = "{http://www.pnml.org/version-2009/grammar/pnml}"
MOST = 60_000


def read(path):
    net = ET.parse(path).getroot().find(NS + "net")
    page = net.find(NS + "page")
    bits = {place.get("id"): 1 << at for at, place in enumerate(page.findall(NS + "place"))}
    begin = [p.get("id") for p in page.findall(NS + "place") if p.find(NS + "initialMarking") is not None]
    end = [p.get("idref") for p in net.find(NS + "finalmarkings").iter(NS + "place")]
    labels, takes, gives = {}, {}, {}
    for transition in page.findall(NS + "transition"):
        name = transition.get("id")
        silent = any(t.get("activity") == "$invisible$" for t in transition.findall(NS + "toolspecific"))
        labels[name] = None if silent else transition.find(NS + "name").find(NS + "text").text
        takes[name] = gives[name] = 0
    for arc in page.findall(NS + "arc"):
        source, target = arc.get("source"), arc.get("target")
        side, name, place = (gives, source, target) if source in labels else (takes, target, source)
        assert not side[name] & bits[place], f"{path}: two arcs between {source} and {target}"
        side[name] |= bits[place]
    assert len(begin) == 1 and len(end) == 1, f"{path}: one place to begin and one to end"
    return bits[begin[0]], bits[end[0]], labels, [(n, takes[n], gives[n]) for n in labels]


def judge(path):
    begin, end, labels, moves = read(path)
    seen, queue, before, fired, trouble = {begin}, [begin], {}, set(), []
    for marking in queue:
        if len(queue) > MOST:
            break
        for name, takes, gives in moves:
            if marking & takes != takes:
                continue
            rest = marking & ~takes
            if rest & gives:
                trouble.append(f"{name} doubles a token")
                continue
            after = rest | gives
            fired.add(name)
            before.setdefault(after, []).append(marking)
            if after & end and after != end:
                trouble.append(f"{name} ends with something left")
            if after not in seen:
                seen.add(after)
                queue.append(after)
    whole = len(queue) <= MOST
    if whole:
        good, stack = {end}, [end]
        while stack:
            for marking in before.get(stack.pop(), []):
                if marking not in good:
                    good.add(marking)
                    stack.append(marking)
        if len(seen - good):
            trouble.append(f"{len(seen - good)} markings lead to no end")
    never = sorted({labels[n] for n in labels if labels[n]} - {labels[n] for n in fired if labels[n]})
    if never and whole:
        trouble.append(f"never done: {never}")
    steps = len({label for label in labels.values() if label})
    note = "" if whole else f"  NOT CHECKED beyond {MOST} markings"
    print(f"{path}: {len(labels)} transitions, {steps} steps, {len(seen)} markings{note}")
    return trouble[:5]


def main():
    bad = False
    for path in sys.argv[1:]:
        for trouble in judge(path):
            bad = True
            print(f"  BAD {trouble}")
    try:
        import pm4py
        from pm4py.algo.analysis.workflow_net import algorithm as workflow_net
    except ImportError:
        print("NOT CHECKED by pm4py: it is not installed")
        return 1 if bad else 0
    for path in sys.argv[1:]:
        net, begin, end = pm4py.read_pnml(path)
        ours = {label for label in read(path)[2].values() if label}
        theirs = {t.label for t in net.transitions if t.label is not None}
        if ours != theirs or len(begin) != 1 or len(end) != 1 or not workflow_net.apply(net):
            bad = True
            print(f"  BAD {path}: pm4py reads another net")
    print(f"opened by pm4py: {len(sys.argv) - 1}")
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
