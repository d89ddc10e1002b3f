import pytest

from conftest import Crm
from corecrm.identifiers import make_uscc

NUMBER = make_uscc("91", "120000", "MA06A1B2")


@pytest.fixture
def clients(crm: Crm) -> Crm:
    crm("client", "add", "星河集团")
    crm("client", "add", "星河储能（天津）有限公司", "--identity-no", NUMBER)
    crm("client", "alias", "HX-0002", "--add", "天津储能")
    return crm


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("HX-0001", [("HX-0001", "key")]),
        ("hx-0002", [("HX-0002", "key")]),
        (NUMBER.lower(), [("HX-0002", "identity")]),
        ("天津储能", [("HX-0002", "name")]),
        ("星河集团", [("HX-0001", "name")]),
        ("HX-", [("HX-0001", "prefix"), ("HX-0002", "prefix")]),
        ("星河", [("HX-0001", "name"), ("HX-0002", "part")]),
        ("xhjt", [("HX-0001", "pinyin")]),
        ("xinghechu", [("HX-0002", "pinyin")]),
        ("100%", []),
    ],
)
def test_a_record_is_found_and_it_is_said_how(clients: Crm, text: str, found: list[tuple[str, str]]) -> None:
    rows = clients("find", text, "--json").json
    assert [(row["key"], row["matched"]) for row in rows] == found
    assert {row["noun"] for row in rows} <= {"client"}


def test_finding_nothing_is_no_error(clients: Crm) -> None:
    nothing = clients("find", "qqqq", terminal=True)
    assert (nothing.out, nothing.err) == ("", "nothing found\n")


def test_any_record_is_shown_as_its_own_command_shows_it(clients: Crm) -> None:
    assert clients("show", "HX-0002", "--json").json == clients("client", "show", "HX-0002", "--json").json
    assert "xhjt → 星河集团 (HX-0001)" in clients("show", "xhjt").err


def test_a_kind_without_a_page_shows_what_was_written(clients: Crm) -> None:
    clients("period", "close", "2026Q2")
    shown = clients("show", "CL-0001", "--json").json
    assert ("closed_to", "2026-06-30") in [(step["field"], step["after"]) for step in shown]


def test_what_nobody_knows_is_not_found(clients: Crm) -> None:
    assert "there is no record qqqq" in clients("show", "qqqq", code=4).err
