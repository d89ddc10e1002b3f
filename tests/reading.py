"""The commands that read a store, each with what it is asked about, and what their work is measured by."""

import sqlite3
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from types import FrameType
from typing import Any

import pytest

from corecrm.store import reader as readers
from corecrm.store.changes import Occasion, change_set
from corecrm.store.place import Place
from parsing import verbs

ASKED = {
    "approval": "AP-0001", "batch": "I-20261123-01", "client": "HX-0002", "edge": "OW-0001", "fact": "F-0001",
    "goal": "G-2026-XH/fee_inc", "group": "XH", "holding": "HD-0001", "institution": "BJ", "key": "HX-0002", "metric": "fee_inc",
    "number": "1", "of": "XH", "product": "DEP02", "risk": "R-0080", "staff": "W0001", "task": "T-0318", "text": "HX-0002",
}  # fmt: skip
"""What stands for an argument, by its name: records of the demo bank."""
MORE = {
    "explain": (("HX-0002", "--field", "dep_adb"), ("HX-0002", "--field", "tier"), ("G-2026-XH/fee_inc",), ("F-0001",)),
    "goal tree": (("G-2026-XH/fee_inc",), ("XH",)),
    "history": (("HX-0002",), ("W0001",), ("G-2026-XH/fee_inc",), ("F-0001",)),
    "show": (("HX-0002",), ("XH",), ("W0001",), ("F-0001",)),
    "report quarter": (("XH", "--period", "2026Q3"), ("--inst", "SH", "--period", "2026Q3")),
    "today": (("--owner", "W0001"), ("--owner", "W0002", "--week")),
    "group tree": (("XH",), ("XH", "--gap")),
}
"""What else a command is asked about than one record by its argument."""
NARROWED = {"group": "XH", "under": "HX-0001", "owner": "W0012", "inst": "BJ"}
ELSEWHERE = {"completion", "config", "db", "demo", "help", "init", "run", "redo", "undo"}
"""First words of what is no reading of records: the machine, the settings, what writes."""
OF_FILES = ("import template", "import map", "approval show")  # no record of them is in the demo bank
OF_EVERYTHING = ("doctor", "audit verify", "check", "group check", "goal check", "today", "task board", "staff load")


def lines() -> Iterator[tuple[str, ...]]:
    """The command line of every reading verb about one record; verbs about none are in `whole_lines`."""
    for path, needed in _reading():
        for words in MORE.get(path) or ([tuple(ASKED[name] for name in needed)] if needed else []):
            yield (*path.split(), *words)


def lists_of_one() -> Iterator[tuple[str, ...]]:
    """The command line of every list, narrowed to one group, client, member of staff or institution where it takes that."""
    for path, command, _context in verbs():
        if "where" in command.verb.shared and path.split()[0] not in ELSEWHERE:
            for option in ("group", "under", "owner", "inst"):
                if option in command.verb.shared:
                    yield (*path.split(), f"--{option}", NARROWED[option])


def whole_lines() -> Iterator[tuple[str, ...]]:
    """The command lines of the verbs that look at the whole store."""
    for path, needed in _reading():
        if not needed or path in OF_EVERYTHING:
            yield tuple(path.split())


def _reading() -> Iterator[tuple[str, list[str]]]:
    """(path, names of what it can be asked about) of every verb that reads records."""
    for path, command, _context in verbs():
        if command.verb.act is None and path.split()[0] not in ELSEWHERE and path not in OF_FILES and not _takes_a_file(command):
            yield path, [each.name for each in command.params if each.param_type_name == "argument" and each.name in ASKED]


def _takes_a_file(command: Any) -> bool:  # noqa: ANN401 - Typer's
    return any(each.name in ("file", "path") for each in command.params if each.param_type_name == "argument")


def stored(path: Any, *statements: str) -> None:  # noqa: ANN401 - a path
    """Stores rows that no door of the program lets in: what a reader meets that was written past all rules."""
    from datetime import UTC, datetime

    with change_set(Place(path=path), Occasion("test", "test", datetime(2026, 11, 23, tzinfo=UTC))) as work:
        for statement in statements:
            work.db.execute(statement)
        work.db.execute("DELETE FROM in_doubt")  # else the store itself would refuse some of them


class Work:
    """What commands cost: steps of the database's machine, and rows that they were given."""

    def __init__(self) -> None:
        self.steps = self.rows = 0


STEPS = 100


@contextmanager
def counted(*, most: int | None = None) -> Iterator[Work]:
    """Counts the work of all readers opened inside; fails beyond `most` steps of the database's or the program's walks."""
    work, open_file, rows_of = Work(), readers._open_file, readers.Reader.rows

    def step() -> int:
        work.steps += STEPS
        return int(most is not None and work.steps > most)  # 1 ends the statement with an error

    def opened(path: Any) -> sqlite3.Connection:  # noqa: ANN401 - a path
        db = open_file(path)
        db.set_progress_handler(step, STEPS)
        return db

    def rows(self: readers.Reader, sql: str, **values: object) -> list[tuple[Any, ...]]:
        found = rows_of(self, sql, **values)
        work.rows += len(found)
        return found

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(readers, "_open_file", opened)
        patch.setattr(readers.Reader, "rows", rows)
        yield work


@contextmanager
def bounded(most: int, *packages: str) -> Iterator[None]:
    """Fails where the program goes through more than `most` lines of some of its packages: without a clock, a hanging walk ends."""
    left, before = most, sys.gettrace()

    def lines_of(_frame: FrameType, event: str, _argument: object) -> Any:  # noqa: ANN401 - a trace function
        nonlocal left
        left -= event == "line"
        if left < 0:
            raise AssertionError(f"more than {most} lines: a walk that does not end")
        return lines_of

    def calls(frame: FrameType, _event: str, _argument: object) -> Any:  # noqa: ANN401 - a trace function
        return lines_of if frame.f_globals.get("__name__", "").startswith(packages) else None

    sys.settrace(calls)
    try:
        yield
    finally:
        sys.settrace(before)


class Scans:
    """Which tables the statements of readers go through from one end to the other."""

    def __init__(self, tables: Sequence[str]) -> None:
        self.tables, self.found = tables, list[tuple[str, str]]()

    @contextmanager
    def watching(self) -> Iterator[None]:
        """Looks at every statement that a reader is asked inside: at its program, where a scan begins with Rewind."""
        rows_of, seen = readers.Reader.rows, self

        def rows(reader: readers.Reader, sql: str, **values: object) -> list[tuple[Any, ...]]:
            seen.found += [(table, " ".join(sql.split())) for table in seen._scanned(reader, sql, values)]
            return rows_of(reader, sql, **values)

        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(readers.Reader, "rows", rows)
            yield

    def _scanned(self, reader: readers.Reader, sql: str, values: dict[str, object]) -> list[str]:
        db = reader._db
        trees = dict(db.execute("SELECT rootpage, tbl_name FROM sqlite_master").fetchall())
        program = db.execute(f"EXPLAIN {sql}", values).fetchall()
        cursors = {row[2]: trees.get(row[3]) for row in program if row[1] == "OpenRead"}
        return [str(cursors[row[2]]) for row in program if row[1] in ("Rewind", "Last") and cursors.get(row[2]) in self.tables]
