from pathlib import Path

import pytest

from corecrm.errors import StoreUnavailable
from corecrm.store.place import Place


@pytest.mark.parametrize(
    ("text", "path"),
    [
        ("bank.db", "bank.db"),
        ("/data/星河.db", "/data/星河.db"),
        ("sqlite:///bank.db", "bank.db"),
        ("sqlite:////data/bank.db", "/data/bank.db"),
    ],
)
def test_a_file_is_named_by_its_path(text: str, path: str) -> None:
    place = Place.of(text)
    assert (place.file, str(place)) == (Path(path), path)


def test_a_path_may_begin_at_home(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", "/home/wang")
    assert Place.of("~/bank.db").file == Path("/home/wang/bank.db")


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("postgresql+psycopg://crm:secret@host:5432/bank", "postgresql+psycopg://crm@host:5432/bank"),
        ("postgresql+psycopg://host/bank", "postgresql+psycopg://host/bank"),
        ("postgresql+psycopg://crm:se@cret@host/bank", "postgresql+psycopg://crm@host/bank"),
    ],
)
def test_a_server_is_shown_without_its_password(url: str, shown: str) -> None:
    place = Place.of(url)
    assert (str(place), place.url, place.path) == (shown, url, None)


def test_a_server_has_no_file() -> None:
    with pytest.raises(StoreUnavailable, match="is a server"):
        _ = Place.of("postgresql+psycopg://host/bank").file
