"""What the scripts here share: running the program, and telling differences."""

import contextlib
import io
import json
import pathlib
import subprocess
import sys

GUICHENG, WORK, LOGS, ROOT = (pathlib.Path(word) for word in sys.argv[1:5])

with contextlib.redirect_stdout(io.StringIO()):
    import pm4py  # says who it is when it is loaded

differences = 0


def guicheng(*words, cwd=WORK):
    """Runs the program, which must succeed."""
    done = subprocess.run([GUICHENG, *map(str, words)], cwd=cwd, capture_output=True, text=True)
    if done.returncode != 0:
        raise SystemExit(f"guicheng {' '.join(map(str, words))}\n{done.stdout}{done.stderr}")
    return done.stdout


def counted(*words):
    return json.loads(guicheng(*words, "--format", "json"))


def same(what, ours, theirs):
    """Tells a difference; the whole run goes on."""
    global differences
    if ours == theirs:
        print(f"  equal: {what}")
    else:
        differences += 1
        print(f"  DIFFERENT: {what}\n    ours:   {str(ours)[:400]}\n    theirs: {str(theirs)[:400]}")


def read_xes(path):
    with contextlib.redirect_stderr(io.StringIO()):  # its progress bar
        return pm4py.read_xes(str(path))


def done():
    sys.exit(1 if differences else 0)
