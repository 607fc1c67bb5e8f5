#!/usr/bin/env python3
"""Opens what `guicheng` exports with pm4py, compares figures, and aligns histories with the nets of their procedures.

    python3 tests/mining/run.py [--guicheng target/debug/guicheng] [--logs ../shared/logs] [--venv FOLDER]

Only Python's standard library is needed to start: pm4py is installed from PyPI into an environment outside the project
(pm4py is AGPL: an outside peer, never linked or shipped). Where it cannot be installed, this says NOT CHECKED and ends
with 0; every difference ends with 1.
"""

import argparse
import os
import pathlib
import subprocess
import sys
import tempfile
import venv

PM4PY = "pm4py==2.7.23.11"
HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parent.parent


def not_checked(why):
    print(f"NOT CHECKED: {why}", file=sys.stderr)


def environment(folder):
    """The Python of an environment with pm4py, or nothing."""
    python = folder / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    if not python.exists():
        folder.parent.mkdir(parents=True, exist_ok=True)
        try:
            venv.create(folder, with_pip=True)
        except (OSError, subprocess.CalledProcessError) as why:
            not_checked(f"no environment for {PM4PY} can be made here: {why}")
            return None
    known = subprocess.run([python, "-c", "import jsonschema, pm4py"], capture_output=True)
    if known.returncode != 0:
        print(f"installing {PM4PY} from its registry into {folder}", flush=True)
        done = subprocess.run([python, "-m", "pip", "install", "-q", "--retries", "2", PM4PY, "jsonschema"], capture_output=True, text=True)
        if done.returncode != 0:
            not_checked(f"{PM4PY} cannot be installed here:\n{done.stderr[-800:]}")
            return None
    return python


def main():
    given = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    given.add_argument("--guicheng", type=pathlib.Path, default=ROOT / "target/debug/guicheng")
    given.add_argument("--logs", type=pathlib.Path)
    given.add_argument("--venv", type=pathlib.Path)
    args = given.parse_args()
    guicheng = args.guicheng.resolve()
    if not guicheng.exists():
        print(f"there is no {guicheng}: build it first (cargo build), or name it with --guicheng", file=sys.stderr)
        return 2
    cache = pathlib.Path(os.environ.get("XDG_CACHE_HOME", pathlib.Path.home() / ".cache"))
    python = environment((args.venv or cache / "guicheng-mining").resolve())
    if python is None:
        return 0
    logs = args.logs
    if logs is None:
        beside = [folder.parent / "shared/logs" for folder in [ROOT, *ROOT.parents]]
        logs = next((folder for folder in beside if folder.is_dir()), None)
    if logs is None:
        not_checked("there is no ../shared/logs beside the project: no real log is compared, no schema checked")
    scripts = ["exports.py", "align.py"] + (["figures.py"] if logs else [])
    failed = 0
    with tempfile.TemporaryDirectory(prefix="guicheng-mining-") as work:
        for script in scripts:
            print(f"== {script}", flush=True)
            words = [python, HERE / script, guicheng, work, logs or "", ROOT]
            quiet = {**os.environ, "PYTHONWARNINGS": "ignore", "LANG": "C.UTF-8"}
            failed += subprocess.run([str(word) for word in words], env=quiet).returncode != 0
    print("FAILED" if failed else "all equal")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
