"""What is not known is not counted, what comes late is not late work, and what explains a figure adds up to it, on every screen."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest

from conftest import Crm

from .work import furnish

HALF = """
actual add HX-0001 loan_bal 100万 --to 2026-09-01
actual add HX-0001 loan_bal 200万 --to 2026-10-01 --known-to 2026-10-31
actual add HX-0002 loan_bal 50万 --to 2025-12-31
actual add HX-0002 loan_bal 70万 --to 2026-09-30
actual add HX-0001 dep_bal 300万 --to 2026-10-31
actual add HX-0001 fee_inc 10万 --period 2026-09
actual add HX-0002 fee_inc 20万 --period 2026-10
goal set XH loan_adb 400万 --year 2026
goal set XH dep_adb 400万 --year 2026
goal set XH fee_inc 100万 --year 2026
goal set XH nii_dep 100万 --year 2026
"""
# HX-0001 is known on 61 days from 09-01 to 10-31, HX-0002 on 273 up to 09-30; each is asked for 304 days up to 10-31.
KNOWN, ASKED = 61 + 273, 2 * 304
LOANS = round((Decimal(1_000_000) * 30 + Decimal(2_000_000) * 31) / 61, 2) + round(
    (Decimal(500_000) * 272 + Decimal(700_000)) / 273, 2
)


def row(found: Any, **wanted: object) -> Any:  # noqa: ANN401 - JSON
    """The one record of a list that has these values."""
    (one,) = [each for each in found if all(each[key] == value for key, value in wanted.items())]
    return one


GOAL = "G-2026-XH/loan_adb"
PLACES: dict[str, tuple[list[str], Callable[[Any], Any], str]] = {
    "goal list": (["goal", "list"], lambda told: row(told, code=GOAL), "done"),
    "goal tree": (["goal", "tree", "XH"], lambda told: row(told, code=GOAL), "done"),
    "goal show": (["goal", "show", GOAL], lambda told: told, "done"),
    "today": (["today"], lambda told: row(told["goals"], code=GOAL), "done"),
    "report quarter": (
        ["report", "quarter", "XH", "--period", "2026Q4"],
        lambda told: row(told["figures"], metric="loan_adb"),
        "ytd",
    ),
}


@pytest.mark.parametrize("place", PLACES)
def test_an_average_of_a_part_of_its_days_says_so_wherever_it_is_told(crm: Crm, place: str) -> None:
    furnish(crm, HALF)
    words, pick, value = PLACES[place]
    told = pick(crm(*words, "--json").json)
    assert Decimal(told[value]) == LOANS
    assert (told["estimated"], told["days_known"], told["days_asked"]) == (True, KNOWN, ASKED)
    assert "2026-10-31" in (told.get("done_on"), told.get("known_to"))
    for lang, mark in (("en", "est."), ("zh", "估")):
        crm.env(COLUMNS="200")
        shown = crm(*words, "-f", "table", lang=lang).out
        assert mark in shown
        assert f"{KNOWN}" in shown, shown
        assert f"{ASKED}" in shown


def test_an_average_of_a_client_and_of_the_members_of_a_group_says_so_too(crm: Crm) -> None:
    furnish(crm, HALF.replace("loan_", "dep_").replace("actual add HX-0001 dep_bal 300万 --to 2026-10-31\n", "").replace(
        "goal set XH dep_adb 400万 --year 2026\n", "", 1))  # fmt: skip
    (member,) = [each for each in crm("group", "tree", "XH", "--json").json if each["client"] == "HX-0001"]
    cover = (member["deposits_estimated"], member["deposits_days_known"], member["deposits_days_asked"])
    assert cover == (True, 61, 304)
    assert "61" in crm("group", "tree", "XH", "-f", "table").out
    (member,) = [
        each for each in crm("report", "quarter", "XH", "--period", "2026Q4", "--json").json["members"] if each["code"] == "HX-0001"
    ]
    assert (member["deposits_estimated"], member["deposits_days_known"], member["deposits_days_asked"]) == (True, 61, 304)
    rows = crm("explain", "HX-0001", "--field", "dep_adb", "--json").json
    assert {(each["estimated"], each["days_known"], each["days_asked"]) for each in rows} == {(True, 61, 304)}
    assert [each["counted_days"] for each in rows] == [30, 31]
    crm("actual", "add", "HX-0001", "dep_adb", "5万", "--from", "2026-01-01", "--to", "2026-06-30")
    figure = row(crm("client", "show", "HX-0001", "--json").json["figures"], metric="dep_adb")
    assert (figure["estimated"], figure["days_known"], figure["days_asked"], figure["known_to"]) == (False, 181, 181, "2026-06-30")


def test_one_balance_is_no_average_of_a_year(crm: Crm) -> None:
    furnish(crm, "actual add HX-0001 dep_bal 9000000元 --to 2026-10-31\ngoal set XH dep_adb 1000万 --year 2026\n")
    told = crm("--date", "2026-11-28", "goal", "show", "G-2026-XH/dep_adb", "--json").json
    assert (told["done"], told["done_on"], told["as_of"]) == ("9000000.00", "2026-10-31", "2026-11-28")
    assert (told["days_known"], told["days_asked"], told["estimated"]) == (1, 304, True)
    (fact,) = crm("--date", "2026-11-28", "explain", "HX-0001", "--field", "dep_adb", "--json").json
    assert (fact["counted"], fact["counted_days"], fact["days_known"], fact["days_asked"]) == ("9000000.00", 1, 1, 304)


def test_the_golden_average_needs_its_period_declared(crm: Crm) -> None:
    furnish(crm)
    sheet = crm.folder / "f.csv"
    sheet.write_text(
        "客户,日期,存款余额（元）\nHX-0001,2026-01-01,1000\nHX-0001,2026-01-11,4000\nHX-0001,2026-02-16,2500\nHX-0001,2026-03-21,6000\n",
        encoding="utf-8",
    )
    words = ("--date", "2026-04-10", "explain", "HX-0001", "--field", "dep_adb", "--as-of", "2026-03-31")
    crm("--date", "2026-04-10", "import", "actual", str(sheet))
    assert "together 0.303125 CNY 10k" in crm(*words, "-f", "table").out
    assert "figures up to 2026-03-21" in crm(*words, "-f", "table").out
    crm("--date", "2026-04-10", "import", "actual", str(sheet), "--period", "2026Q1")
    assert "together 0.336111 CNY 10k" in crm(*words, "-f", "table").out
    assert [each["counted"] for each in crm(*words, "--json").json] == ["111.11", "1600.00", "916.67", "733.33"]
    assert {each["estimated"] for each in crm(*words, "--json").json} == {False}


@pytest.mark.parametrize("words", [["--as-of", "2026-11-23"], ["--as-of", "2026-10-15"], ["--as-of", "2025-06-30"]])
def test_what_explains_a_figure_adds_up_to_it_for_every_metric_and_whoever_it_is_of(demo: Crm, words: list[str]) -> None:
    metrics = [each["code"] for each in demo("metric", "list", "--all", "--json").json]
    known = {"dep_bal", "dep_adb", "loan_bal", "loan_adb", "fee_inc", "payroll_new"}
    assert known <= set(metrics)
    keys = [("XH", "group"), ("HX-0002", "client"), ("HX-0079", "client"), ("SH", "institution"), ("SH01", "institution")]
    seen = 0
    demo.env(COLUMNS="200")
    for key, _noun in keys:
        for metric in sorted(known):
            seen += _adds_up(demo, [key, "--field", metric, *words])
    for goal in demo("goal", "list", "--all", "--json").json:
        seen += _adds_up(demo, [goal["code"], *words])
    assert seen > (20 if words[1] > "2026" else 5)


def _adds_up(demo: Crm, words: list[str]) -> int:
    rows = demo("explain", *words, "--json").json
    if not rows:
        return 0
    made = demo("explain", *words, "-f", "table", "--lang", "en").out
    (line,) = [line.partition("; together ")[2] for line in made.splitlines() if "; together " in line]
    together, unit = line.split(" ", 1) if " " in line else (line, "")
    if together == "—":
        assert not any(each["counted"] for each in rows)
        return 0
    told = Decimal(together.replace(",", "")) * (10_000 if unit == "CNY 10k" else 1)
    assert sum(Decimal(each["counted"]) for each in rows) == told, words
    assert all(each["counted"] is not None for each in rows)
    return 1


DEMO: dict[str, tuple[list[str], Callable[[Any], Any]]] = {
    "goal tree": (["goal", "tree", "XH"], lambda told: row(told, code="G-2026-XH/fee_inc")),
    "goal list": (["goal", "list", "--group", "XH"], lambda told: row(told, code="G-2026-XH/fee_inc")),
    "goal list --behind": (["goal", "list", "--group", "XH", "--behind"], lambda told: row(told, code="G-2026-XH/fee_inc")),
    "goal show": (["goal", "show", "G-2026-XH/fee_inc"], lambda told: told),
    "today": (["today"], lambda told: row(told["goals"], code="G-2026-XH/fee_inc")),
    "report quarter": (
        ["report", "quarter", "XH", "--period", "2026Q4"],
        lambda told: row(told["completion"], code="G-2026-XH/fee_inc"),
    ),
}


@pytest.mark.parametrize("place", DEMO)
def test_a_goal_is_measured_on_the_day_of_its_figures_not_on_that_of_the_question(demo: Crm, place: str) -> None:
    words, pick = DEMO[place]
    told = pick(demo(*words, "--json").json)
    assert told["pace"] == "behind"
    expected = {
        "done_on": "2026-10-31",
        "as_of": "2026-11-23",
        "time_rate": "0.832877",
        "pace_index": "0.8323",
        "forecast": "8322720.39",
    }
    assert {key: told[key] for key in expected if key in told} == {key: value for key, value in expected.items() if key in told}
    assert "2026-10-31" in demo(*words, "-f", "table").out or "10-31" in demo(*words, "-f", "table").out
    assert "2026-11-23" in demo(*words, "-f", "table").out


@pytest.mark.parametrize(
    ("facts", "metric", "expected"),
    [
        # the facts; the metric; (done, day, time elapsed there, pace)
        ("actual add HX-0002 fee_inc 50万 --period 2026H1", "fee_inc", ("500000.00", "2026-06-30", "0.49589", "on_pace")),
        ("actual add HX-0002 dep_bal 60万 --to 2026-06-30", "dep_bal", ("600000.00", "2026-06-30", "0.49589", "on_pace")),
        ("actual add HX-0002 dep_bal 60万 --to 2026-06-30 --known-to 2026-09-30", "dep_bal",
         ("600000.00", "2026-09-30", "0.747945", "far_behind")),
        ("actual add HX-0002 dep_adb 60万 --from 2026-01-01 --to 2026-06-30", "dep_adb",
         ("600000.00", "2026-06-30", "0.49589", "on_pace")),
        ("actual add HX-0002 dep_bal 60万 --to 2026-01-01 --known-to 2026-06-30", "dep_adb",
         ("600000.00", "2026-06-30", "0.49589", "on_pace")),
        ("actual add HX-0002 util 50% --to 2026-06-30", "util", ("0.5", "2026-06-30", "0.49589", "on_pace")),
        ("actual add HX-0002 dep_bal 60万 --to 2025-12-30 --known-to 2025-12-31", "dep_bal",
         ("600000.00", "2025-12-31", "0", None)),
        ("actual add HX-0002 dep_bal 60万 --to 2025-12-31", "dep_adb", (None, None, "0.89589", None)),
        ("", "fee_inc", (None, None, "0.89589", None)),
    ],
)  # fmt: skip
def test_every_measure_is_measured_where_it_ends(crm: Crm, facts: str, metric: str, expected: tuple[object, ...]) -> None:
    target, base = ("80%", "20%") if metric == "util" else ("100万", "20万")
    furnish(crm, f"{facts}\ngoal set XH {metric} {target} --baseline {base} --year 2026\n")
    told = crm("goal", "show", f"G-2026-XH/{metric}", "--json").json
    assert (told["done"], told["done_on"], told["time_rate"], told["pace"]) == expected
    assert (told["pace"] is None) == (told["reason"] is not None)
    assert told["as_of"] == "2026-11-23"


@pytest.mark.parametrize("handed_over", ["2026-09-15", "2026-10-01", "2026-10-20", "2026-12-01"])
def test_the_parts_of_staff_and_institutions_are_the_whole_and_each_is_explained(crm: Crm, handed_over: str) -> None:
    furnish(crm, HALF)
    today = ("--date", "2026-12-20")
    crm(*today, "institution", "add", "SH", "上海分行")
    crm(*today, "client", "edit", "HX-0002", "--institution", "SH")
    crm(*today, "team", "leave", "XH", "W3", "--client", "HX-0001", "--on", handed_over)
    crm(*today, "team", "join", "XH", "W2", "--role", "local_manager", "--client", "HX-0001", "--since", handed_over)
    crm(*today, "goal", "split", GOAL, "--by", "staff", "--weights", "W2=1,W3=1")
    crm(*today, "goal", "split", GOAL, "--by", "inst", "--weights", "BJ=1,SH=1")
    done = {
        each["part"]: Decimal(each["done"] or 0)
        for each in crm(*today, "goal", "list", "--all", "--json").json
        if each["code"].startswith(GOAL)
    }
    whole = crm(*today, "goal", "show", GOAL, "--json").json
    assert done["BJ"] + done["SH"] == LOANS == Decimal(whole["done"])
    assert done["W2"] + done["W3"] + Decimal(whole["by_others"]) + Decimal(whole["by_nobody"]) == LOANS
    crm.env(COLUMNS="200")
    for part in ("BJ", "SH", "W2", "W3"):
        assert _adds_up(crm, [f"{GOAL}/{part}", "--as-of", "2026-12-20"]) == 1
