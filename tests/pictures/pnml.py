"""Judges PNML files: sound workflow nets, by all markings at once; and opened by pm4py where it is installed.

Usage: python3 pnml.py FILE...   Prints a line for each file; exit 1 if any is bad.
Needs only the standard library. Sets of markings are decision diagrams (zero-suppressed, Minato 1993): millions of markings
are a few thousand nodes. What could not be looked at is said with NOT CHECKED.
"""

import sys
import xml.etree.ElementTree as ET

sys.setrecursionlimit(100_000)
NS = "{http://www.pnml.org/version-2009/grammar/pnml}"
MOST = 3_000_000  # nodes


def read(path):
    net = ET.parse(path).getroot().find(NS + "net")
    page = net.find(NS + "page")
    places = {place.get("id"): at for at, place in enumerate(page.findall(NS + "place"))}
    begin = [p.get("id") for p in page.findall(NS + "place") if p.find(NS + "initialMarking") is not None]
    end = [p.get("idref") for p in net.find(NS + "finalmarkings").iter(NS + "place")]
    labels, takes, gives = {}, {}, {}
    for transition in page.findall(NS + "transition"):
        name = transition.get("id")
        silent = any(t.get("activity") == "$invisible$" for t in transition.findall(NS + "toolspecific"))
        labels[name] = None if silent else transition.find(NS + "name").find(NS + "text").text
        takes[name], gives[name] = set(), set()
    for arc in page.findall(NS + "arc"):
        source, target = arc.get("source"), arc.get("target")
        side, name, place = (gives, source, target) if source in labels else (takes, target, source)
        assert places[place] not in side[name], f"{path}: two arcs between {source} and {target}"
        side[name].add(places[place])
    assert len(begin) == 1 and len(end) == 1, f"{path}: one place to begin and one to end"
    # Places in the order of a walk in depth, moves in the order of their places: diagrams stay small.
    order, stack = {}, [places[begin[0]]]
    while stack:
        at = stack.pop()
        if at not in order:
            order[at] = len(order)
            stack.extend(to for n in labels if at in takes[n] for to in sorted(gives[n] - takes[n]))
    for place in places.values():
        order.setdefault(place, len(order))
    moves = [(n, {order[p] for p in takes[n]}, {order[p] for p in gives[n]}) for n in labels]
    moves.sort(key=lambda move: min(move[1], default=0))
    return order[places[begin[0]]], order[places[end[0]]], labels, moves


class TooMany(Exception):
    """The diagram has grown past MOST nodes."""


class Markings:
    """Sets of markings: 0 is the empty set, 1 the set of the empty marking, else a node (place, without it, with it)."""

    LAST = 1 << 30

    def __init__(self):
        self.nodes, self.known, self.joined, self.less, self.moved = [(self.LAST, 0, 0), (self.LAST, 1, 1)], {}, {}, {}, {}

    def node(self, place, without, having):
        if having == 0:
            return without
        key = (place, without, having)
        at = self.known.get(key)
        if at is None:
            if len(self.nodes) > MOST:
                raise TooMany
            at = self.known[key] = len(self.nodes)
            self.nodes.append(key)
        return at

    def union(self, a, b):
        if a == b or b == 0:
            return a
        if a == 0:
            return b
        key = (a, b) if a < b else (b, a)
        found = self.joined.get(key)
        if found is None:
            (p, a0, a1), (q, b0, b1) = self.nodes[a], self.nodes[b]
            if p == q:
                found = self.node(p, self.union(a0, b0), self.union(a1, b1))
            elif p < q:
                found = self.node(p, self.union(a0, b), a1)
            else:
                found = self.node(q, self.union(a, b0), b1)
            self.joined[key] = found
        return found

    def minus(self, a, b):
        if a == b or a == 0:
            return 0
        if b == 0:
            return a
        found = self.less.get((a, b))
        if found is None:
            (p, a0, a1), (q, b0, b1) = self.nodes[a], self.nodes[b]
            if p == q:
                found = self.node(p, self.minus(a0, b0), self.minus(a1, b1))
            elif p < q:
                found = self.node(p, self.minus(a0, b), a1)
            else:
                found = self.minus(a, b0)
            self.less[a, b] = found
        return found

    def move(self, at, steps):
        """Those markings that hold (or lack) what the steps ask for, changed as they say: (place, held before, after)."""
        if not steps or at == 0:
            return at
        key = (at, steps)
        found = self.moved.get(key)
        if found is None:
            place, before, after = steps[0]
            p, without, having = self.nodes[at]
            if p < place:
                found = self.node(p, self.move(without, steps), self.move(having, steps))
            else:
                rest = (having if before else without) if p == place else (0 if before else at)
                rest = self.move(rest, steps[1:])
                found = self.node(place, 0, rest) if after else rest
            self.moved[key] = found
        return found

    def reach(self, at, moves):
        """All that these moves lead to, over and over."""
        while True:
            before = at
            for steps in moves:
                at = self.union(at, self.move(at, steps))
            if at == before:
                return at

    def count(self, at, known):
        if at < 2:
            return at
        if at not in known:
            _, without, having = self.nodes[at]
            known[at] = self.count(without, known) + self.count(having, known)
        return known[at]


def judge(path):
    try:
        begin, end, labels, moves = read(path)
    except AssertionError as wrong:
        print(f"{path}: no 1-safe net, 0 transitions, 0 steps, 0 markings")
        return [str(wrong)]
    steps = len({label for label in labels.values() if label})
    sets = Markings()
    ahead = {n: tuple(sorted((p, p in t, p in g) for p in t | g)) for n, t, g in moves}
    back = [tuple((p, after, before) for p, before, after in way) for way in ahead.values()]
    trouble = []
    try:
        seen = sets.reach(sets.node(begin, 0, 1), list(ahead.values()))
        fired = set()
        for name, takes, gives in moves:
            asks = tuple((p, True, True) for p in sorted(takes))
            ready = sets.move(seen, asks)
            if ready:
                fired.add(name)
            for place in gives - takes:
                if sets.move(ready, ((place, True, True),)):
                    trouble.append(f"{name} doubles a token")
        over = sets.node(end, 0, 1)
        ended = sets.move(seen, ((end, True, True),))
        if sets.minus(ended, over):
            trouble.append("something is left at the end")
        if not ended:
            trouble.append("the end is never reached")
        lost = sets.minus(seen, sets.reach(over, back))
        if lost:
            trouble.append(f"{sets.count(lost, {})} markings lead to no end")
        never = sorted({labels[n] for n in labels if labels[n]} - {labels[n] for n in fired if labels[n]})
        if never:
            trouble.append(f"never done: {never}")
        print(f"{path}: {len(labels)} transitions, {steps} steps, {sets.count(seen, {})} markings")
    except TooMany:
        print(f"{path}: {len(labels)} transitions, {steps} steps, NOT CHECKED: too many markings")
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
        try:
            ours = {label for label in read(path)[2].values() if label}
        except AssertionError:
            continue
        theirs = {t.label for t in net.transitions if t.label is not None}
        if ours != theirs or len(begin) != 1 or len(end) != 1 or not workflow_net.apply(net):
            bad = True
            print(f"  BAD {path}: pm4py reads another net")
    print(f"opened by pm4py: {len(sys.argv) - 1}")
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
