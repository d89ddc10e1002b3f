import stat
from datetime import UTC, datetime
from pathlib import Path

import pytest

from corecrm.errors import InputMissing, OutputRefused, StoreUnavailable
from corecrm.store.backup import back_up, restore, verify
from corecrm.store.place import SCHEMA_VERSION, Place
from store.scene import added, dump, tampered, writing

NOW = datetime(2026, 11, 23, 2, tzinfo=UTC)


def test_a_backup_is_an_exact_copy_for_its_owner_alone(place: Place) -> None:
    added(place, "C1")
    copy = back_up(place, now=NOW)
    assert copy == place.file.parent / "backups" / "bank-20261123T020000Z.db"
    assert stat.S_IMODE(copy.stat().st_mode) == 0o600
    assert dump(Place(path=copy)) == dump(place)
    assert verify(copy) == SCHEMA_VERSION


def test_a_backup_may_be_taken_while_somebody_writes(place: Place) -> None:
    added(place, "C1")
    before = dump(place)
    with writing(place) as work:
        work.db.execute("UPDATE client SET tier = 'a'")
        copy = back_up(place, now=NOW)
    assert dump(Place(path=copy)) == before


def test_a_backup_never_overwrites(place: Place, tmp_path: Path) -> None:
    (tmp_path / "there.db").write_text("mine")
    with pytest.raises(OutputRefused, match="exists already"):
        back_up(place, now=NOW, to=tmp_path / "there.db")
    assert (tmp_path / "there.db").read_text() == "mine"


def test_a_backup_that_cannot_be_made_leaves_nothing(place: Place, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(OutputRefused, match="cannot create"):
        back_up(place, now=NOW, to=tmp_path / "file" / "x.db")
    tampered(place, "PRAGMA application_id=1")
    with pytest.raises(StoreUnavailable, match="not a corecrm database"):
        back_up(place, now=NOW)
    assert list((place.file.parent / "backups").iterdir()) == []


def test_restoring_keeps_what_was_there(place: Place) -> None:
    added(place, "C1")
    copy = back_up(place, now=NOW)
    then = dump(place)
    added(place, "C2")
    before = dump(place)
    saved = restore(place, copy, now=NOW.replace(hour=3))
    assert dump(place) == then
    assert saved is not None
    assert dump(Place(path=saved)) == before


def test_restoring_to_an_empty_place_saves_nothing(place: Place, tmp_path: Path) -> None:
    copy = back_up(place, now=NOW)
    other = Place(path=tmp_path / "other.db")
    assert restore(other, copy, now=NOW) is None
    assert dump(other) == dump(place)


@pytest.mark.parametrize(("content", "failure"), [(None, InputMissing), (b"x" * 5000, StoreUnavailable)])
def test_what_is_no_backup_is_not_restored(place: Place, tmp_path: Path, content: bytes | None, failure: type[Exception]) -> None:
    before = dump(place)
    if content is not None:
        (tmp_path / "copy.db").write_bytes(content)
    with pytest.raises(failure, match=r"copy\.db"):
        restore(place, tmp_path / "copy.db", now=NOW)
    assert dump(place) == before


def test_a_damaged_copy_is_found(place: Place) -> None:
    added(place, *(f"C{number}" for number in range(200)))
    copy = back_up(place, now=NOW)
    content = copy.read_bytes()
    copy.write_bytes(content[:-4096] + b"\x05" * 4096)
    with pytest.raises(StoreUnavailable, match="damaged"):
        verify(copy)
