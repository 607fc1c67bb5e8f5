"""Histories of stories against the net that their procedure is written as, by pm4py's alignments.

Every history without cancellation, several instances, migration or reopening has fitness 1.0: one that ended against the
net itself, one that the story leaves open against the same net, in which a token may be given up anywhere (so that every
beginning of a course counts, and nothing else). The others are listed with the reason; our own check decides each of their
commands again under the procedure, record by record, which is more than an alignment asks.
"""

import collections
import json

from common import ROOT, WORK, done, guicheng, pm4py, read_xes, same
from pm4py.algo.conformance.alignments.petri_net import algorithm as alignments
from pm4py.algo.conformance.alignments.petri_net.algorithm import Variants
from pm4py.objects.log.obj import Event, Trace
from pm4py.objects.petri_net.obj import Marking, PetriNet
from pm4py.objects.petri_net.utils.petri_utils import add_arc_from_to

#: What a step of the net stands for: a piece of its work is done.
SEEN = ("task", "wait", "call", "lookup")
#: What a plain net cannot tell exactly.
BEYOND = ("withdrawal", "instances", "migration", "reopening")
#: How one alignment is looked for, and for how many seconds: nearly all are found by the first way, which takes a second or
#: so on an idle machine; where it loses itself in silent steps, the second finds it.
WAYS = ((Variants.VERSION_STATE_EQUATION_A_STAR, 120), (Variants.VERSION_DIJKSTRA_LESS_MEMORY, 120))

told = json.loads(guicheng("export", "--stories", ROOT / "procedures", "-o", "stories.xes", "--names", "ids",
                           "--nets", "nets", "--lang", "en", "--format", "json"))
log = read_xes(WORK / "stories.xes")
log = log[(log["lifecycle:transition"] == "complete") & log["guicheng:class"].isin(SEEN)]
activities = log.groupby("case:concept:name", sort=False)["concept:name"].apply(list).to_dict()
nets = {}
known = {}


def net_of(name, ended):
    if (name, ended) not in nets:
        net, begin, end = pm4py.read_pnml(str(WORK / "nets" / name))
        if not ended:
            for place in list(net.places):
                away = PetriNet.Transition(f"{place.name} given up", None)
                net.transitions.add(away)
                add_arc_from_to(place, away, net)
            end = Marking()
        nets[name, ended] = (net, begin, end)
    return nets[name, ended]


def fitness(name, ended, path):
    """Of a course by its activities, and its moves that are not in both; each course is aligned once.

    Fitness is 1 less the cost of moves that only one side makes, as a part of the most that they could cost: without such
    a move it is 1, also for a course in which nothing was done yet.
    """
    if (name, ended, path) not in known:
        trace = Trace([Event({"concept:name": activity}) for activity in path])
        for variant, seconds in WAYS:
            limits = {"max_align_time_trace": seconds}
            found = alignments.apply_trace(trace, *net_of(name, ended), variant=variant, parameters=limits)
            if found is not None:
                break
        moves = [] if found is None else [move for move in found["alignment"] if ">>" in move and move != (">>", None)]
        known[name, ended, path] = (None if found is None else found["fitness"] if moves else 1.0, moves)
    return known[name, ended, path]


reasons, aligned = collections.Counter(), collections.Counter()
for course in told["courses"]:
    if not course["identical"]:
        same(f"{course['case']}: decided again", True, False)
    why = [reason for reason in course["outside"] if reason in BEYOND]
    why += [] if course["net"] else ["the net is too large"]
    if why:
        reasons.update(why)
        print(f"  own check: {course['case']} ({', '.join(why)})")
        continue
    ended = "unfinished" not in course["outside"]
    found, moves = fitness(course["net"], ended, tuple(activities.get(course["case"], ())))
    if found == 1.0:
        aligned["to their end" if ended else "as far as they came"] += 1
        print(f"  fitness 1.0: {course['case']}")
    else:
        same(f"{course['case']} against {course['net']}", 1.0, f"{found} {moves}")
print(f"  of {len(told['courses'])} histories have fitness 1.0: {dict(aligned)}; decided again instead: {dict(reasons)}")
same("histories of both kinds are aligned", 2, len(aligned))
done()
