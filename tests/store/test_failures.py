"""What a user reads when the database cannot be used: one sentence, one remedy, one exit code."""

import os
import resource
import shutil
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from corecrm.errors import CrmError, OutputRefused, StoreBusy, StoreUnavailable
from corecrm.store import sqlite
from corecrm.store.place import SCHEMA_VERSION, Place
from corecrm.store.reader import Outdated, open_reader, reading
from store.scene import BULK, added, dump, run_sql, tampered, value, writing

NOBODY = 65534


@contextmanager
def full_disk(place: Place) -> Iterator[None]:
    """No file may grow beyond what the store has now: what a write meets on a full disk, for root too."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (place.file.stat().st_size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def write_much(place: Place) -> None:
    with writing(place) as work:
        work.db.execute(BULK, {"prefix": "B", "count": 20_000})


def refusal_of_reading(path: Path) -> CrmError:
    with pytest.raises(CrmError) as refusal:
        open_reader(Place(path=path))
    return refusal.value


def test_a_full_disk_changes_nothing_and_says_so(place: Place) -> None:
    added(place, "C1")
    before = dump(place)
    with full_disk(place), pytest.raises(OutputRefused) as refusal:
        write_much(place)
    assert refusal.value.message == f"the database {place} cannot be written: the disk is full or broken"
    assert refusal.value.exit_code == 73
    assert dump(place) == before
    write_much(place)


def test_a_full_disk_met_by_the_orm_reads_the_same(place: Place) -> None:
    codes = [f"C{number}" for number in range(300)]
    with full_disk(place), pytest.raises(OutputRefused, match="the disk is full"):
        added(place, *codes)
    assert value(place, "SELECT count(*) FROM client") == 0


@contextmanager
def rights(place: Place, *, file: int, folder: int) -> Iterator[None]:
    """Acts with no more rights than these; root, who may everything, acts as nobody meanwhile."""
    place.file.chmod(file)
    place.file.parent.chmod(folder)
    user = os.geteuid()
    os.seteuid(NOBODY if user == 0 else user)
    try:
        yield
    finally:
        os.seteuid(user)
        place.file.parent.chmod(0o755)


@pytest.fixture
def reachable(empty_store: Path) -> Iterator[Place]:
    """A store whose folder others than its owner can reach."""
    with tempfile.TemporaryDirectory() as folder:
        place = Place(path=Path(shutil.copy(empty_store, folder)))
        run_sql(place, "INSERT INTO setting (name, value) VALUES ('bank', '示例银行')")
        yield place


CHANGE_NAME = "UPDATE setting SET value = '另一家'"


@pytest.mark.parametrize(("file", "folder"), [(0o444, 0o555), (0o444, 0o777), (0o666, 0o555)])
def test_a_store_that_may_not_be_written_is_read_and_says_so(reachable: Place, file: int, folder: int) -> None:
    with rights(reachable, file=file, folder=folder):
        with pytest.raises(OutputRefused) as refusal:
            run_sql(reachable, CHANGE_NAME)
        with reading(reachable) as reader:
            assert reader.value("SELECT value FROM setting") == "示例银行"
    assert refusal.value.message == f"the database {reachable} may not be written here"
    assert refusal.value.hint == "nothing was changed; check the permissions of the file and its folder"


def test_a_store_that_may_not_be_read_says_so(reachable: Place) -> None:
    with rights(reachable, file=0o000, folder=0o755):
        refusal = refusal_of_reading(reachable.file)
    assert (refusal.exit_code, refusal.message) == (78, f"the database {reachable} cannot be opened")


def test_a_missing_store_names_the_way_to_make_one(tmp_path: Path) -> None:
    refusal = refusal_of_reading(tmp_path / "bank.db")
    assert (refusal.exit_code, refusal.message) == (78, f"there is no database at {tmp_path / 'bank.db'}")
    assert refusal.hint == "create one: corecrm init --bank NAME"
    with pytest.raises(StoreUnavailable, match="there is no database"):
        added(Place(path=tmp_path / "bank.db"), "C1")
    assert list(tmp_path.iterdir()) == []


def test_a_folder_is_not_a_store(tmp_path: Path) -> None:
    assert refusal_of_reading(tmp_path).exit_code == 78


@pytest.mark.parametrize("content", [b"", b"code,name\nC1,X\n" * 100, b"SQLite format 3\0" + b"\xff" * 5000])
def test_a_file_that_is_no_database_is_named(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "clients.csv"
    path.write_bytes(content)
    refusal = refusal_of_reading(path)
    assert (refusal.exit_code, str(path) in refusal.message, "not a corecrm database" in refusal.message) == (78, True, True)
    assert path.read_bytes() == content


def test_another_programs_database_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "other.db"
    with closing(sqlite3.connect(path)) as db:
        db.execute("CREATE TABLE t (x)")
    before = path.read_bytes()
    assert refusal_of_reading(path).message == f"{path} is not a corecrm database"
    with pytest.raises(StoreUnavailable, match="is not a corecrm database"):
        added(Place(path=path), "C1")
    assert path.read_bytes() == before


def test_a_newer_store_asks_for_the_newer_program(place: Place) -> None:
    tampered(place, f"PRAGMA user_version={SCHEMA_VERSION + 1}")
    refusal = refusal_of_reading(place.file)
    assert (
        refusal.message
        == f"{place} was written by a newer corecrm (schema {SCHEMA_VERSION + 1}, this program knows {SCHEMA_VERSION})"
    )
    with pytest.raises(StoreUnavailable, match="newer corecrm"):
        added(place, "C1")


def test_an_older_store_asks_to_be_migrated(place: Place) -> None:
    tampered(place, f"PRAGMA user_version={SCHEMA_VERSION - 1}")
    with pytest.raises(Outdated, match="older corecrm"), reading(place):
        pass
    with pytest.raises(Outdated, match="older corecrm"):
        added(place, "C1")


def test_a_damaged_store_names_the_remedy(place: Place) -> None:
    content = place.file.read_bytes()
    place.file.write_bytes(content[:100] + b"\xff" * (len(content) - 100))
    refusal = refusal_of_reading(place.file)
    assert (refusal.message, refusal.hint) == (
        f"{place} is not a corecrm database, or is damaged",
        "restore a backup: corecrm db restore FILE",
    )


def test_a_busy_store_says_how_long_it_was_waited_for(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sqlite, "BUSY_SECONDS", 0.01)
    with closing(sqlite.connect(place.file, mode="rw")) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(StoreBusy) as refusal:
            added(place, "C1")
    assert refusal.value.exit_code == 75
    assert str(place) in refusal.value.message


def test_a_reader_does_not_hold_up_a_reader(place: Place) -> None:
    with reading(place) as one, reading(place) as other:
        assert one.value("SELECT count(*) FROM client") == other.value("SELECT count(*) FROM client") == 0


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("SQLITE_BUSY", 75),
        ("SQLITE_BUSY_SNAPSHOT", 75),
        ("SQLITE_LOCKED", 75),
        ("SQLITE_FULL", 73),
        ("SQLITE_IOERR_FSYNC", 73),
        ("SQLITE_READONLY", 73),
        ("SQLITE_READONLY_DIRECTORY", 73),
        ("SQLITE_PERM", 73),
        ("SQLITE_CANTOPEN", 78),
        ("SQLITE_NOTADB", 78),
        ("SQLITE_CORRUPT_INDEX", 78),
    ],
)
def test_every_error_of_the_database_has_its_exit_code(name: str, code: int) -> None:
    error = sqlite3.OperationalError("it")
    error.sqlite_errorname = name
    told = sqlite.explain(error, Path("bank.db"))
    assert told is not None
    assert (told.exit_code, "bank.db" in told.message, bool(told.hint)) == (code, True, True)


def test_a_mistake_in_sql_is_a_bug_and_nothing_else(place: Place) -> None:
    with pytest.raises(sqlite3.OperationalError, match="no such table"):
        run_sql(place, "SELECT * FROM nowhere")
    with pytest.raises(sqlite3.OperationalError, match="no such table"), sqlite.translated(place.file), reading(place) as reader:
        reader.rows("SELECT * FROM nowhere")


OLD, NEW = ((3, 40, 1), (3, 44, 5), (3, 45, 0), (3, 51, 2)), ((3, 44, 6), (3, 50, 7), (3, 51, 3), (3, 52, 0))


@pytest.mark.parametrize(("version", "safe"), [*((version, False) for version in OLD), *((version, True) for version in NEW)])
def test_write_ahead_logging_waits_for_a_sqlite_that_is_safe(version: tuple[int, ...], safe: bool) -> None:
    assert sqlite.wal_is_safe(version) is safe


def test_the_journal_is_written_ahead_where_that_is_safe(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    for safe, mode in ((True, "wal"), (False, "delete")):
        monkeypatch.setattr(sqlite, "wal_is_safe", lambda _version, safe=safe: safe)
        added(place, f"C{mode}")
        assert value(place, "PRAGMA journal_mode") == mode
        with reading(place) as reader:
            assert reader.value("SELECT code FROM client ORDER BY id DESC") == f"C{mode}"
