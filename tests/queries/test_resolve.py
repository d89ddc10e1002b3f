import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from corecrm.errors import NotFound
from corecrm.fields.client import NameKind
from corecrm.models.client import Client
from corecrm.nouns import BY_NAME
from corecrm.queries.resolve import Hit, find, find_any
from corecrm.services import client as clients
from corecrm.services.records import get
from corecrm.store.create import create
from corecrm.store.place import Place
from corecrm.store.reader import Reader, reading
from store.scene import add, writing

CLIENT = BY_NAME["client"]
NAMES = {
    "HX-0001": "华北星河新能源股份有限公司",
    "HX-0002": "星河储能（天津）有限公司",
    "HX-0011": "华东重工集团有限公司",
    "gm_7": "Gamma Trading Ltd",
    "ZX-1": "中信重工机械股份有限公司",
}


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store with a few clients, one of them with every kind of further name."""
    place = Place(path=tmp_path_factory.mktemp("filled") / "bank.db")
    create(place)
    with writing(place) as work:
        for code, name in NAMES.items():
            add(work, code, name)
        first = get(work.session, Client, 1)
        clients.edit(work.session, first, {"identity_no": "911100007109310534", "short_name": "北新能"})
        clients.add_name(work.session, first, "星河电力设备厂", NameKind.former)
        clients.set_number(work.session, first, "core", "00881234")
        clients.edit(work.session, get(work.session, Client, 5), {"identity_no": "de-hrb 7788", "identity_kind": "foreign"})
    return place.file


@pytest.fixture
def db(filled: Path) -> Iterator[Reader]:
    with reading(Place(path=filled)) as reader:
        yield reader


def found(db: Reader, text: str, *, writing: bool = False) -> tuple[str, bool]:
    hit = find(db, CLIENT, text, writing=writing)
    return hit.key, hit.exact


EXACT = [
    ("HX-0001", "HX-0001"),
    ("hx-0001", "HX-0001"),
    ("  HX-0001 ", "HX-0001"),
    ("\uff28\uff38\uff0d\uff10\uff10\uff10\uff11", "HX-0001"),  # in full width, as Chinese input methods type it
    ("GM_7", "gm_7"),
    ("1", "HX-0001"),
    ("0011", "HX-0011"),
    ("last", "ZX-1"),
    ("911100007109310534", "HX-0001"),
    ("de-hrb 7788", "ZX-1"),
    ("00881234", "HX-0001"),
    ("华北星河新能源股份有限公司", "HX-0001"),
    ("北新能", "HX-0001"),
    ("星河电力设备厂", "HX-0001"),
    ("星河储能(天津)有限公司", "HX-0002"),
    ("星河储能 （天津） 有限公司", "HX-0002"),
    ("gamma trading ltd", "gm_7"),
    ("Z", "ZX-1"),
    ("gm_", "gm_7"),
]
LOOSE = [
    ("新能源", "HX-0001"),
    ("储能(天津)", "HX-0002"),
    ("储能（", "HX-0002"),
    ("amma tr", "gm_7"),
    ("huadongzhonggong", "HX-0011"),
    ("HuaDong", "HX-0011"),
    ("hdzg", "HX-0011"),
    ("hdzgjtyxgs", "HX-0011"),
]


@pytest.mark.parametrize(("text", "key"), EXACT)
@pytest.mark.parametrize("writing", [False, True])
def test_a_code_a_number_a_name_or_the_beginning_of_a_code_is_enough_to_read_and_to_write(
    db: Reader, text: str, key: str, writing: bool
) -> None:
    assert found(db, text, writing=writing) == (key, True)


@pytest.mark.parametrize(("text", "key"), LOOSE)
def test_a_read_takes_a_part_of_a_name_or_pinyin_and_knows_that_it_did(db: Reader, text: str, key: str) -> None:
    assert found(db, text) == (key, False)


@pytest.mark.parametrize(("text", "key"), LOOSE)
def test_a_write_never_acts_on_a_part_of_a_name_or_pinyin(db: Reader, text: str, key: str) -> None:
    with pytest.raises(NotFound, match="is not exactly the code or name") as refusal:
        found(db, text, writing=True)
    assert refusal.value.exit_code == 4
    assert refusal.value.details == {"candidates": [{"key": key, "name": NAMES[key]}]}
    assert refusal.value.hint == f"did you mean {NAMES[key]} ({key})?"


@pytest.mark.parametrize("writing", [False, True])
def test_a_mistyped_name_is_only_suggested(db: Reader, writing: bool) -> None:
    with pytest.raises(NotFound, match="there is no client 华东重工集团有限公可") as refusal:
        found(db, "华东重工集团有限公可", writing=writing)
    assert refusal.value.hint is not None
    assert refusal.value.hint.startswith("did you mean 华东重工集团有限公司 (HX-0011)")


def test_what_resembles_nothing_gets_no_suggestion(db: Reader) -> None:
    with pytest.raises(NotFound) as refusal:
        found(db, "？？？")
    assert (refusal.value.hint, refusal.value.details) == ("see them: corecrm client list", {"candidates": []})


@pytest.mark.parametrize("to_write", [False, True])
@pytest.mark.parametrize(
    ("text", "keys"),
    [
        ("HX", ["HX-0001", "HX-0002", "HX-0011"]),
        ("HX-000", ["HX-0001", "HX-0002"]),
        ("星河", ["HX-0001", "HX-0002"]),
        ("重工", ["HX-0011", "ZX-1"]),
    ],
)
def test_several_are_listed_and_none_is_chosen(db: Reader, text: str, keys: list[str], to_write: bool) -> None:
    with pytest.raises(NotFound, match=f"“{text}” fits {len(keys)} records of client") as refusal:
        found(db, text, writing=to_write)
    assert refusal.value.details == {"candidates": [{"key": key, "name": NAMES[key]} for key in keys]}


@pytest.mark.parametrize("text", ["%", "_", "\\", "gm%7", "HX_0001", "'", '"', "1; DROP TABLE client"])
def test_signs_of_sql_mean_themselves(db: Reader, text: str) -> None:
    with pytest.raises(NotFound):
        found(db, text, writing=True)


def test_a_code_wins_over_a_name_and_a_name_over_the_beginning_of_a_code(filled: Path, tmp_path: Path) -> None:
    place = Place(path=Path(shutil.copy(filled, tmp_path)))
    with writing(place) as work:
        add(work, "A1", "甲")
        add(work, "B1", "A1")
        add(work, "C12", "丙")
        add(work, "D1", "C1")
    with reading(place) as reader:
        assert found(reader, "A1") == ("A1", True)
        assert found(reader, "C1") == ("D1", True)


def test_an_alias_of_two_clients_names_neither(filled: Path, tmp_path: Path) -> None:
    place = Place(path=Path(shutil.copy(filled, tmp_path)))
    with writing(place) as work:
        for row_id in (2, 3):
            clients.add_name(work.session, get(work.session, Client, row_id), "老客户", NameKind.alias)
    with reading(place) as reader, pytest.raises(NotFound, match="fits 2 records"):
        found(reader, "老客户")


def test_last_of_nothing_is_nothing(place: Place) -> None:
    with reading(place) as reader, pytest.raises(NotFound, match="there is no client last"):
        found(reader, "last")


def test_among_all_nouns_an_exact_key_wins(db: Reader) -> None:
    assert find_any(db, "HX-0002") == ("client", Hit(2, "HX-0002", NAMES["HX-0002"]))
    assert find_any(db, "新能源")[1].key == "HX-0001"
    with pytest.raises(NotFound, match="there is no record"):
        find_any(db, "无此记录")
