"""Many processes at once, and processes killed in the middle of a write."""

import random
import signal
import sqlite3
import subprocess
import sys
from contextlib import closing, suppress

import pytest

from corecrm.store import sqlite
from corecrm.store.audit import verify
from corecrm.store.place import Place
from corecrm.store.reader import reading
from store.scene import added, rows, run_sql, value

ROWS = 20_000
WRITER = """
import os, signal, sys
from datetime import datetime, UTC
from pathlib import Path
from corecrm.store.changes import Occasion, change_set
from corecrm.store.place import Place
def writing():
    return change_set(Place(path=Path(sys.argv[1])), Occasion("W0001", "corecrm test", datetime(2026, 11, 23, tzinfo=UTC)))
INSERT = "INSERT INTO client (code, name, relationship, pinyin, initials) VALUES (?, '星河电力', 'served', 'xinghedianli', 'xhdl')"
"""
ADD_ONE = "UPDATE setting SET value = ? WHERE name = 'count'"
COUNTS_UP = f"""
for n in range(int(sys.argv[2])):
    with writing() as work:
        (count,) = work.db.execute("SELECT value FROM setting WHERE name = 'count'").fetchone()
        work.db.execute("{ADD_ONE}", (str(int(count) + 1),))
        work.db.execute(INSERT, (f"P{{os.getpid()}}-{{n}}",))
"""
DIES_AFTER = """
with writing() as work:
    work.db.execute("UPDATE client SET note = 'x'")
    for n in range(20_000):
        if n == int(sys.argv[2]):
            os.kill(os.getpid(), signal.SIGKILL)
        work.db.execute(INSERT, (f"K{n}",))
    os.kill(os.getpid(), signal.SIGKILL)
"""
WRITES_ALL = """
with writing() as work:
    for n in range(20_000):
        work.db.execute(INSERT, (f"K{n}",))
"""


def start(place: Place, code: str, *arguments: object) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-c", WRITER + code, str(place.file), *map(str, arguments)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)


def count_up_in_processes(place: Place, processes: int, times: int) -> None:
    run_sql(place, "INSERT INTO setting (name, value) VALUES ('count', '0')")
    writers = [start(place, COUNTS_UP, times) for _ in range(processes)]
    complaints = [writer.communicate()[0].decode() for writer in writers]
    assert complaints == [""] * processes
    assert value(place, "SELECT value FROM setting WHERE name = 'count'") == str(processes * times)
    assert value(place, "SELECT count(*) FROM client") == processes * times
    assert value(place, "SELECT count(*) FROM change_set") == processes * times + 1
    assert verify(place).faults == []


def test_sixteen_processes_writing_at_once_lose_nothing(place: Place) -> None:
    count_up_in_processes(place, 16, 5)


@pytest.mark.soak
def test_sixteen_processes_writing_for_long_lose_nothing(place: Place) -> None:
    count_up_in_processes(place, 16, 200)


def assert_all_or_nothing(place: Place, *, before: int) -> None:
    """The reader comes first: it must not need anybody to write before it."""
    with reading(place) as reader:
        assert reader.value("SELECT count(*) FROM client") in (before, before + ROWS)
    assert value(place, "PRAGMA integrity_check") == "ok"
    assert verify(place).faults == []
    assert value(place, "SELECT count(*) FROM change") == value(place, "SELECT coalesce(sum(changes), 0) FROM change_set")


@pytest.mark.parametrize("inserted", [0, 1, 500, 2000, 5000, 9000, 13_000, 17_000, 19_999, ROWS])
def test_a_process_killed_in_the_middle_of_a_write_leaves_nothing_of_it(place: Place, inserted: int) -> None:
    added(place, "C1")
    writer = start(place, DIES_AFTER, inserted)
    assert (writer.wait(), writer.communicate()[0]) == (-signal.SIGKILL, b"")
    assert_all_or_nothing(place, before=1)
    assert rows(place, "SELECT code, note FROM client") == [("C1", None)]
    added(place, "C2")


def test_a_reader_rolls_back_what_a_killed_process_left(place: Place) -> None:
    added(place, "C1")
    start(place, DIES_AFTER, ROWS).communicate()
    if not sqlite.wal_is_safe(sqlite3.sqlite_version_info):  # then there is a journal, which a reader may not touch
        with closing(sqlite.connect(place.file, mode="ro")) as db, pytest.raises(sqlite3.OperationalError, match="readonly"):
            db.execute("SELECT count(*) FROM client")
    with reading(place) as reader:
        assert reader.rows("SELECT code, note FROM client") == [("C1", None)]


@pytest.mark.soak
@pytest.mark.parametrize("seed", range(30))
def test_a_process_killed_at_any_moment_leaves_all_or_nothing(place: Place, seed: int) -> None:
    writer = start(place, WRITES_ALL)
    with suppress(subprocess.TimeoutExpired):
        writer.wait(random.Random(seed).uniform(0.05, 0.8))
    writer.kill()
    writer.communicate()
    assert_all_or_nothing(place, before=0)
