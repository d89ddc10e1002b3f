"""Measures the program against yardsticks in one run and writes docs/benchmarks.md.

    make bench

Every figure is a ratio of two things measured here, alternating, the best of several rounds, so that a busy or slow
machine changes both. Yardsticks: the environment's own `python -c pass`, `sqlite-utils`, and plain `sqlite3.executemany`
of the same rows, spelt and resolved beforehand, into the same table without its log, with the same pragmas. The compiled
.pyc files must be there, as an installed package has them.
"""

import csv
import os
import resource
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NamedTuple

sys.path.insert(0, str(Path(__file__).parents[1]))

from large_bank import write_bank

ROOT = Path(__file__).parents[2]
BIN = Path(sys.executable).parent
DOCUMENT = ROOT / "docs" / "benchmarks.md"
ENVIRON = {**os.environ, "LANG": "en_US.UTF-8", "CORECRM_CONFIG": os.devnull, "NO_COLOR": "1"}
ROWS = 100_000
SURNAMES, WORDS = "华东华南华北西部中原江海长河", ("能源", "重工", "物流", "食品", "化工", "科技", "贸易", "建设")
MEASURE_CHILD = """
import resource, subprocess, sys
subprocess.run(sys.argv[1:], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=True)
print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)
"""
HALF_A_WRITE = """
import sqlite3, sys, time
db = sqlite3.connect(sys.argv[1], isolation_level=None)
db.execute("PRAGMA cache_size=1")
db.execute("BEGIN IMMEDIATE")
db.execute("CREATE TABLE half (x)")
for _ in range(3000):
    db.execute("INSERT INTO half VALUES (randomblob(900))")
print("half", flush=True)
time.sleep(60)
"""
FLOOR = """
import csv, os, sqlite3, sys
if os.path.exists(sys.argv[2]):
    os.unlink(sys.argv[2])
db = sqlite3.connect(sys.argv[2], isolation_level=None)
db.execute("PRAGMA synchronous=FULL")
db.execute("PRAGMA cache_size=-8192")
for statement in open(sys.argv[3], encoding="utf-8").read().split(";;"):
    db.execute(statement)
db.execute("BEGIN")
rows = csv.reader(open(sys.argv[1], encoding="utf-8"))
names = next(rows)
db.executemany(f"INSERT INTO client ({', '.join(names)}) VALUES ({', '.join('?' * len(names))})", rows)
db.execute("COMMIT")
"""
NARROW = (
    "CREATE TABLE client (id INTEGER PRIMARY KEY AUTOINCREMENT, code TEXT UNIQUE, name TEXT, identity_no TEXT UNIQUE,"
    " tier TEXT, relationship TEXT, institution TEXT, note TEXT) STRICT"
)


class Figure(NamedTuple):
    """One line of the table: what was measured, against what, the ratio, and the most it may be."""

    what: str
    yardstick: str
    ratio: float
    limit: float | None


def seconds(command: Sequence[object], rounds: int = 1) -> float:
    """The best wall time of a command, its output thrown away."""
    best = float("inf")
    for _round in range(rounds):
        start = time.perf_counter()
        subprocess.run(
            [str(part) for part in command],
            env=ENVIRON,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            stdin=subprocess.DEVNULL,
            check=True,
        )
        best = min(best, time.perf_counter() - start)
    return best


def ratio(ours: Sequence[str | Path], theirs: Sequence[str | Path], rounds: int = 40) -> float:
    """Ours over theirs, alternating, the best of each."""
    mine = other = float("inf")
    for _round in range(rounds):
        mine, other = min(mine, seconds(ours)), min(other, seconds(theirs))
    return mine / other


def peak_memory(command: Sequence[str | Path]) -> int:
    """The largest resident size of a command, kB."""
    return int(
        subprocess.run(
            [sys.executable, "-c", MEASURE_CHILD, *map(str, command)], env=ENVIRON, capture_output=True, text=True, check=True
        ).stdout
    )


def write_clients(path: Path, count: int) -> None:
    """A client sheet of `count` rows with credit codes."""
    from corecrm.identifiers import make_uscc

    with path.open("w", encoding="utf-8", newline="") as file:
        out = csv.writer(file)
        out.writerow(("客户编号", "客户名称", "统一社会信用代码", "客户分层", "服务关系", "经营机构", "备注"))
        for number in range(count):
            area = SURNAMES[number % 7 * 2 : number % 7 * 2 + 2]
            name = f"{area}星{number:07d}{WORDS[number % 8]}有限公司"
            credit = make_uscc("91", "110105", f"{number:08d}")
            out.writerow((f"K{number:07d}", name, credit, "abc"[number % 3], "已服务", "BJ", "第一批" if number % 2 else ""))


def crm(db: Path, *words: str | Path) -> list[str | Path]:
    """A command line on a store."""
    return [BIN / "corecrm", "--db", db, "--no-input", *words]


def bank(folder: Path, name: str) -> Path:
    """A new store with one institution."""
    db = folder / name
    seconds(crm(db, "init", "--bank", "示例银行"))
    seconds(crm(db, "institution", "add", "BJ", "北京分行", "--kind", "branch"))
    return db


def start_figures(folder: Path) -> list[Figure]:
    """Starting, listing, helping, writing."""
    db, sheet, bare = bank(folder, "start.db"), folder / "ten.csv", [sys.executable, "-c", "pass"]
    write_clients(sheet, 10_000)
    seconds(crm(db, "import", "client", sheet))
    listing = crm(db, "client", "list", "--limit", "20")
    figures = [
        Figure("`--version`", "`python -c pass`", ratio([BIN / "corecrm", "--version"], bare), 1.8),
        Figure("`client list` of 20 rows in a pipe, 10,000 clients stored", "`python -c pass`", ratio(listing, bare), 7.5),
        Figure("the same", "`sqlite-utils tables`", ratio(listing, [BIN / "sqlite-utils", "tables", db]), 0.6),
    ]
    kill_a_writer(db)
    figures.append(
        Figure("the same, first time after `kill -9` of a writer", "`python -c pass`", seconds(listing) / seconds(bare, 15), None)
    )
    figures.append(Figure("`--help` in a pipe", "`python -c pass`", ratio([BIN / "corecrm", "--help"], bare), 7.0))
    terminal = ["script", "-qec", f"{BIN / 'corecrm'} --help", "/dev/null"]
    figures.append(
        Figure(
            "`--help` on a terminal",
            "`python -c pass` there",
            ratio(terminal, ["script", "-qec", f"{sys.executable} -c pass", "/dev/null"]),
            13.0,
        )
    )
    edit = crm(db, "client", "edit", "K0000001", "--note")
    numbers = iter(range(1000))
    writes = min(seconds([*edit, f"n{next(numbers)}"]) for _round in range(20))
    figures.append(Figure("one write (`client edit KEY --note …`)", "`python -c pass`", writes / seconds(bare, 40), 40.0))
    return figures


GROUPS = 100  # of 100 clients and 1,000 facts each
SCREENS = {
    "report quarter Q0000 --period 2026Q3": 16.0,
    "client show K0000003": 12.0,
    "group tree Q0000": 11.0,
    "goal tree G-2026-Q0000/fee_inc": 11.0,
    "goal tree Q0000": 14.0,
    "today --owner P00000": 14.0,
    "find K0000003": 30.0,
    "actual show F-0x7": 14.0,
    "history K0000003": 12.0,
    "explain G-2026-Q0000/fee_inc": 12.0,
    "goal list --limit 20": 14.0,
    "goal check": 25.0,
    "check": 60.0,
}
"""The main screens and the most that each may cost on a bank of 10,000 clients, in the CPU of `python -c pass`."""


def cpu_seconds(command: Sequence[object]) -> float:
    """The CPU that a command takes, user and system; it may find something (3) or not (4)."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    done = subprocess.run(
        [str(part) for part in command],
        env={**ENVIRON, "CORECRM_DATE": "2026-11-23"},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        stdin=subprocess.DEVNULL,
        check=False,
    )
    assert done.returncode in (0, 3, 4), command
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def cpu_ratio(ours: Sequence[object], theirs: Sequence[object], rounds: int) -> float:
    """Ours over theirs in CPU, alternating, the best of each."""
    mine = other = float("inf")
    for _round in range(rounds):
        mine, other = min(mine, cpu_seconds(ours)), min(other, cpu_seconds(theirs))
    return mine / other


def size_figures(folder: Path) -> list[Figure]:
    """The main screens at a real bank's size, and one group's report when the rest of the bank is ten times as large."""
    large, small = folder / "large.db", folder / "small.db"
    for db, groups in ((large, GROUPS), (small, GROUPS // 10)):
        seconds(crm(db, "init", "--bank", "示例银行"))
        seconds(crm(db, "import", "bundle", write_bank(folder / f"bank-of-{groups}", groups)))
    bare = [sys.executable, "-c", "pass"]
    figures = [
        Figure(
            f"`{line}`, 10,000 clients, 100,000 facts",
            "CPU of `python -c pass`",
            cpu_ratio(crm(large, *line.split()), bare, 10),
            limit,
        )
        for line, limit in SCREENS.items()
    ]
    report, *_others = SCREENS
    grown = cpu_ratio(crm(large, *report.split()), crm(small, *report.split()), 20)
    return [*figures, Figure("one group's report, the rest of the bank × 10", "the same before", grown, 1.2)]


def kill_a_writer(db: Path) -> None:
    """Leaves the hot journal of a writer that was killed in the middle."""
    writer = subprocess.Popen([sys.executable, "-c", HALF_A_WRITE, str(db)], stdout=subprocess.PIPE)
    assert writer.stdout is not None
    writer.stdout.readline()
    writer.send_signal(signal.SIGKILL)
    writer.wait()


def floors(folder: Path, db: Path, sheet: Path) -> list[list[object]]:
    """Two plain ways to store the clients of `db`: as rows of its own table, and as rows of just the sheet's columns."""
    script = folder / "floor.py"
    script.write_text(FLOOR, encoding="utf-8")
    store = sqlite3.connect(db)
    objects = "SELECT sql FROM sqlite_master WHERE tbl_name = 'client' AND type IN ('table', 'index') AND sql IS NOT NULL"
    schemas = {"own": ";;".join(sql for (sql,) in store.execute(objects)), "narrow": NARROW}
    clients = store.execute("SELECT * FROM client ORDER BY id")
    with (folder / "own.csv").open("w", encoding="utf-8", newline="") as file:
        names = [column[0] for column in clients.description]
        filled = [
            place for place, name in enumerate(names) if not name.endswith("_on") and name not in ("division_code", "industry_code")
        ]
        out = csv.writer(file)
        out.writerow([names[place] for place in filled])
        out.writerows([row[place] for place in filled] for row in clients)
    store.close()
    lines = sheet.read_text(encoding="utf-8").split("\n", 1)[1]
    (folder / "narrow.csv").write_text("code,name,identity_no,tier,relationship,institution,note\n" + lines, encoding="utf-8")
    for name, schema in schemas.items():
        (folder / f"{name}.sql").write_text(schema, encoding="utf-8")
    return [[sys.executable, script, folder / f"{name}.csv", folder / "floor.db", folder / f"{name}.sql"] for name in schemas]


def import_figures(folder: Path) -> list[Figure]:
    """The large import against the plainest way to store the same rows."""
    sheet, small, million = folder / "clients.csv", folder / "small.csv", folder / "million.csv"
    write_clients(sheet, ROWS)
    write_clients(small, 10_000)
    write_clients(million, 1_000_000)
    first, utils = bank(folder, "first.db"), folder / "utils.db"
    seconds(crm(first, "import", "client", sheet))
    own, narrow = floors(folder, first, sheet)
    ours = theirs = plain = insert = again = reread = undo = float("inf")
    for number in range(3):
        db = bank(folder, f"import{number}.db")
        theirs, plain = min(theirs, seconds(own)), min(plain, seconds(narrow))
        ours = min(ours, seconds(crm(db, "import", "client", sheet)))
        again = min(again, seconds(crm(db, "import", "client", sheet)))
        seconds(crm(db, "institution", "edit", "BJ", "--note", "another write"))
        reread = min(reread, seconds(crm(db, "import", "client", sheet)))
        seconds(crm(db, "undo", "-y"))
        undo = min(undo, seconds(crm(db, "undo", "-y")))
        utils.unlink(missing_ok=True)
        insert = min(insert, seconds([BIN / "sqlite-utils", "insert", utils, "client", sheet, "--csv", "--pk", "客户编号"]))
    little = peak_memory(crm(bank(folder, "little.db"), "import", "client", small))
    much = peak_memory(crm(bank(folder, "much.db"), "import", "client", million))
    floor, bare = "`sqlite3.executemany` of the same rows into the same table", "`sqlite3.executemany` into a table of its columns"
    return [
        Figure("import of 100,000 clients from CSV", floor, ours / theirs, 3.5),
        Figure("the same", bare, ours / plain, None),
        Figure("the same", "`sqlite-utils insert`", ours / insert, 0.55),
        Figure("the same file again: nothing changes", floor, again / theirs, 1.5),
        Figure("the same after another write: read and compared again", floor, reread / theirs, None),
        Figure("undo of it", "the import", undo / ours, 1.5),
        Figure("peak memory at a million rows", "at 10,000 rows", much / little, 1.2),
    ]


def writer_figures() -> list[Figure]:
    """10,000 rows to a pipe against a Rich table of the same rows."""
    import io

    from rich.console import Console
    from rich.table import Table as RichTable

    from corecrm import render
    from corecrm.fields import Label, Table, columns
    from corecrm.render.surface import Surface

    labels = [Label(name, name, name) for name in ("code", "name", "tier", "note")]
    rows = [(f"K{number:06d}", f"星河第{number}有限公司", "A", "note") for number in range(10_000)]
    table = Table("t", columns(*labels), rows)

    def rich() -> None:
        drawn = RichTable()
        for label in labels:
            drawn.add_column(label.key)
        for row in rows:
            drawn.add_row(*row)
        Console(file=io.StringIO(), width=120).print(drawn)

    def timed(act: Callable[[], object], rounds: int) -> float:
        best = float("inf")
        for _round in range(rounds):
            start = time.perf_counter()
            act()
            best = min(best, time.perf_counter() - start)
        return best

    drawn = timed(rich, 1)
    pipe = timed(lambda: render.write(table, fmt="tsv", stream=io.StringIO()), 5)
    aligned = timed(lambda: render.write(table, fmt="table", stream=io.StringIO(), surface=Surface(width=120)), 5)
    return [
        Figure("10,000 rows to a pipe", "a Rich table of them", pipe / drawn, 1 / 200),
        Figure("10,000 rows by the aligned writer", "a Rich table of them", aligned / drawn, 1 / 40),
    ]


def require_compiled() -> None:
    """A package without .pyc starts 2.7 times slower: that would measure the installer."""
    for source in ("cli", "nouns", "commands/run"):
        path = ROOT / "src" / "corecrm" / f"{source}.py"
        compiled = path.parent / "__pycache__" / f"{path.stem}.{sys.implementation.cache_tag}.pyc"
        assert compiled.is_file() and compiled.stat().st_mtime >= path.stat().st_mtime, f"{path} is not compiled"  # noqa: PT018


def document(figures: Sequence[Figure]) -> str:
    """The table as Markdown."""
    lines = [
        "# Benchmarks",
        "",
        "Ratios measured in one run by `make bench`: ours over the yardstick, best of several alternating rounds.",
        f"Python {sys.version.split()[0]}, SQLite {sqlite3.sqlite_version}, {os.cpu_count()} cores.",
        "",
        "| what | against | measured | at most | |",
        "|---|---|--:|--:|---|",
    ]
    for figure in figures:
        limit = "" if figure.limit is None else f"{figure.limit:.3g}"
        verdict = "" if figure.limit is None else "ok" if figure.ratio <= figure.limit else "**over**"
        lines.append(f"| {figure.what} | {figure.yardstick} | {figure.ratio:.3g} | {limit} | {verdict} |")
    return "\n".join(lines) + "\n"


def main() -> int:
    """Measures, writes, and returns 1 if a figure is over its limit."""
    require_compiled()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        figures = [*start_figures(folder), *size_figures(folder), *writer_figures(), *import_figures(folder)]
    text = document(figures)
    DOCUMENT.write_text(text, encoding="utf-8")
    sys.stdout.write(text)
    return int(any(figure.limit is not None and figure.ratio > figure.limit for figure in figures))


if __name__ == "__main__":
    sys.exit(main())
