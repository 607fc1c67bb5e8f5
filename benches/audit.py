#!/usr/bin/env python3
"""What an audit costs: the time on one core and the memory of whole processes, on stores of two sizes.

    cargo build --release -p guicheng-cli
    python3 benches/audit.py [--guicheng target/release/guicheng] [--folder FOLDER] [--records 60000,600000] [--rounds 5]

A store is the shipped night (`guicheng demo`, one case of some 260 records) again and again under other names: every line has
its own case and its own link to the line before, so that each is read, hashed and compared by itself. 600,000 records are what
a firm of 10,000 flats writes in a year.

Each row is the median of the rounds: processor seconds (of one core: every process is bound to one), seconds on the wall, and
the most memory that the process ever held.
"""

import argparse
import hashlib
import os
import pathlib
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parent.parent
CASE = "EMERGENCY_PATIENT-20261202-1"
#: What must be reached on the largest store.
MUST = {"verify": "3 s", "verify --case": "0.05 s"}


def multiplied(store, records):
    """Fills a store with cases like the one that it has, until it holds so many records."""
    db = sqlite3.connect(store)
    db.executescript("PRAGMA synchronous = OFF; PRAGMA journal_mode = WAL;")
    lines = [line for (line,) in db.execute("SELECT line FROM records WHERE case_id = ? ORDER BY seq", (CASE,))]
    tables = ["snapshots", "disclosures", "tokens"]
    columns = {t: [row[1] for row in db.execute(f"PRAGMA table_info({t})")] for t in ["cases", *tables]}
    for n in range(2, records // len(lines) + 1):
        case, prev, rows = f"{CASE[:-1]}{n:06}", "0" * 64, []
        for seq, line in enumerate(lines, 1):
            line = line.replace(f'"case":"{CASE}"', f'"case":"{case}"', 1)
            at = line.index(',"prev":"', line.rindex('"kind":"')) + 9
            line = line[:at] + prev + line[at + 64:]
            prev = hashlib.sha256(line.encode()).hexdigest()
            rows.append(("", case, seq, line))
        db.executemany("INSERT INTO records (tenant, case_id, seq, line) VALUES (?, ?, ?, ?)", rows)
        for table, names in columns.items():
            values = ["?1" if c == "case_id" else "?3" if c == "link" else c for c in names]
            db.execute(f"INSERT INTO {table} ({', '.join(names)}) SELECT {', '.join(values)} FROM {table} WHERE case_id = ?2",
                       (case, CASE, bytes.fromhex(prev))[:3 if "?3" in values else 2])
    db.commit()
    db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    db.close()
    return case


def measured(core, words, cwd):
    """Processor seconds, seconds on the wall, MB at most."""
    began = time.perf_counter()
    child = subprocess.Popen(list(map(str, words)), cwd=cwd, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE,
                             preexec_fn=lambda: os.sched_setaffinity(0, {core}))
    errors = child.stderr.read()
    _, status, used = os.wait4(child.pid, 0)
    wall = time.perf_counter() - began
    if os.waitstatus_to_exitcode(status) != 0:
        raise SystemExit(f"{' '.join(map(str, words))}: {errors.decode(errors='replace')}")
    return used.ru_utime + used.ru_stime, wall, used.ru_maxrss / 1024


def main():
    given = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    given.add_argument("--guicheng", type=pathlib.Path, default=ROOT / "target/release/guicheng")
    given.add_argument("--folder", type=pathlib.Path)
    given.add_argument("--records", default="60000,600000")
    given.add_argument("--rounds", type=int, default=5)
    args = given.parse_args()
    ours = args.guicheng.resolve()
    if not ours.exists():
        print(f"there is no {ours}: build it first, or name it with --guicheng", file=sys.stderr)
        return 2
    core = min(os.sched_getaffinity(0))
    print("| records | command | processor | wall | most memory | must |\n|---|---|---|---|---|---|")
    with tempfile.TemporaryDirectory(prefix="guicheng-audit-", dir=args.folder) as folder:
        for records in map(int, args.records.split(",")):
            store = pathlib.Path(folder) / f"{records}.db"
            run = lambda *words: subprocess.run([ours, *words, "--store", store], cwd=folder, check=True,
                                                stdout=subprocess.DEVNULL)
            run("demo", "--lang", "zh")
            case = multiplied(store, records)
            run("key", "new", "estate.example/records")
            run("checkpoint")
            now = ["--now", "2026-12-03T09:00"]
            for name, words in (("verify", ["verify"]), ("verify --case", ["verify", "--case", case]),
                                ("replay CASE", ["replay", case]), ("replay --all", ["replay", "--all"]),
                                ("report", ["report"]),
                                ("export --all (jsonl)", ["export", "--all", "-o", "all.jsonl"]),
                                ("checkpoint", ["checkpoint"]),
                                ("pack CASE", ["pack", case, "-o", "case.zip", "--as", "sun_yan", *now])):
                rows = []
                for _ in range(args.rounds):
                    (pathlib.Path(folder) / "case.zip").unlink(missing_ok=True)
                    rows.append(measured(core, [ours, *words, "--store", store], folder))
                cpu, wall, memory = (statistics.median(row[at] for row in rows) for at in range(3))
                must = MUST.get(name, "")
                print(f"| {records} | `{name}` | {cpu:.3f} s | {wall:.3f} s | {memory:.0f} MB | {must} |", flush=True)
            store.unlink()
    return 0


if __name__ == "__main__":
    sys.exit(main())
