"""How every list is asked: conditions, order and limit, whatever the noun."""

import pytest

from conftest import Crm

NAMES = ("星河100%控股", "星河_储能", "星河光伏", "云帆航运")


@pytest.fixture
def listed(crm: Crm) -> Crm:
    for number, name in enumerate(NAMES):
        crm("client", "add", name, "--registered", f"202{number}-05-01")
    return crm


def found(crm: Crm, *words: str) -> list[str]:
    return [row["name"] for row in crm("client", "list", *words, "--json").json]


@pytest.mark.parametrize(
    ("part", "names"),
    [("星河", NAMES[:3]), ("%", NAMES[:1]), ("_", NAMES[1:2]), ("\\", ()), ("0%控", NAMES[:1])],
)
def test_a_part_of_a_text_is_taken_as_it_stands(listed: Crm, part: str, names: tuple[str, ...]) -> None:
    assert found(listed, "--where", f"name ~ {part}") == list(names)
    assert found(listed, "--where", f"name !~ {part}") == [name for name in NAMES if name not in names]


def test_nothing_behind_an_operator_asks_for_what_is_not_known(listed: Crm) -> None:
    listed("client", "add", "未登记公司")
    assert found(listed, "--where", "registered_on =") == ["未登记公司"]
    assert found(listed, "--where", "registered_on !=") == list(NAMES)


def test_a_list_is_sorted_either_way_by_key_or_heading(listed: Crm) -> None:
    assert found(listed, "--sort", "-registered_on") == list(reversed(NAMES))
    assert found(listed, "--sort", "Registered on") == list(NAMES)
    assert found(listed, "--sort", "-registered_on", "--limit", "1") == [NAMES[-1]]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--where", "tier = z"), "a Class A"),
        (("--where", "registered_on > soon"), "does not fit"),
        (("--where", "shoe = 41"), "there is no field “shoe”"),
        (("--sort", "shoe"), "there is no field “shoe”"),
        (("--limit", "9" * 25), "too large"),
        (("--since", "2026-01-01"), "does not apply to this list"),
    ],
)
def test_a_condition_that_cannot_be_met_is_named(listed: Crm, words: tuple[str, ...], said: str) -> None:
    assert said in listed("client", "list", *words, code=2).err


@pytest.mark.parametrize(("value", "keys"), [("100万", 1), ("1.0001亿", 0), ("1000000.01", 0), ("1,000,000", 1)])
def test_amounts_are_compared_in_any_spelling(crm: Crm, value: str, keys: int) -> None:
    crm("client", "add", "甲公司")
    crm("holding", "add", "HX-0001", "DEP01", "--since", "2026-01-01", "--balance", "100万")
    assert len(crm("holding", "list", "--where", f"balance = {value}", "--json").json) == keys


def test_a_quantity_whose_unit_differs_cannot_be_compared(crm: Crm) -> None:
    assert "differs from record to record" in crm("actual", "list", "--where", "value > 5", code=2).err


@pytest.mark.parametrize(
    ("condition", "levels"),
    [
        ("level >= orange", {"red", "orange"}),
        ("level > 橙", {"red"}),
        ("level <= yellow", {"yellow", "blue"}),
        ("level < blue", set()),
        ("level != red", {"orange", "yellow", "blue"}),
    ],
)
def test_choices_are_compared_by_their_order_and_not_by_the_alphabet(demo: Crm, condition: str, levels: set[str]) -> None:
    assert {row["level"] for row in demo("risk", "list", "--where", condition, "--json").json} == levels


def test_choices_are_sorted_by_their_order(demo: Crm) -> None:
    levels = [row["level"] for row in demo("risk", "list", "--sort", "-level", "--json").json]
    assert list(dict.fromkeys(levels)) == ["red", "orange", "yellow", "blue"]


def test_a_count_is_compared_as_a_number(crm: Crm) -> None:
    assert {row["scale"] for row in crm("metric", "list", "--where", "scale = 2", "--json").json} == {2}
    assert "does not fit" in crm("metric", "list", "--where", "scale = many", code=2).err


def test_what_a_limit_leaves_out_is_counted_on_a_terminal(listed: Crm) -> None:
    told = listed("client", "list", "--limit", "3", terminal=True)
    assert "1 more" in told.out + told.err
