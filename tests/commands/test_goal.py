"""Goals: set, split, watched."""

from decimal import Decimal
from typing import Any

import pytest
from syrupy.assertion import SnapshotAssertion

from conftest import Crm
from corecrm.render.width import width

ROOT = "G-2026-XH/dep_adb"
FEES = "G-2026-XH/fee_inc"


def tree(crm: Crm, key: str, *more: str) -> list[dict[str, Any]]:
    return crm("goal", "tree", key, "--json", *more).json  # type: ignore[no-any-return]  # JSON


def targets(crm: Crm, key: str) -> dict[str, str]:
    return {goal["part"]: goal["target"] for goal in tree(crm, key)[1:]}


def test_a_goal_is_split_once(bank: Crm) -> None:
    bank("goal", "set", "XH", "dep_adb", "1000万", "--year", "2026")
    bank("goal", "split", ROOT, "--by", "staff", "--weights", "W0002=3,W0003=1")
    parts = tree(bank, ROOT)[1:]
    assert [(part["owner"], part["target"]) for part in parts] == [("W0002", "7500000.00"), ("W0003", "2500000.00")]
    again = bank("goal", "split", ROOT, "--by", "staff", "--weights", "W0002=3", code=5)
    assert (again.out, "already split by staff" in again.err) == ("", True)


def test_quarters_and_months_are_one_way_to_split(bank: Crm) -> None:
    bank("goal", "set", "XH", "fee_inc", "2400万")
    bank("goal", "split", FEES, "--by", "quarter")
    assert "already split by quarter" in bank("goal", "split", FEES, "--by", "month", code=5).err
    bank("goal", "split", f"{FEES}/Q3", "--by", "month", "--weights", "8=2,7=1,2026-09=1")
    assert targets(bank, f"{FEES}/Q3") == {"2026-07": "1500000.00", "2026-08": "3000000.00", "2026-09": "1500000.00"}
    assert "cannot be split by" in bank("goal", "split", f"{FEES}/Q2", "--by", "quarter", code=5).err
    assert "is no month of" in bank("goal", "split", f"{FEES}/Q2", "--by", "month", "--weights", "7=1", code=2).err


def test_amounts_may_leave_a_rest_that_is_told(bank: Crm) -> None:
    bank("goal", "set", "XH", "dep_adb", "2.4亿", "--year", "2026")
    amounts = "BJ=8000万,TJ=9000万,ZH=7,000万"
    done = bank("goal", "split", ROOT, "--by", "inst", "--amounts", amounts)
    assert "unallocated" not in done.err
    bank("goal", "remove", f"{ROOT}/ZH")
    root = bank("goal", "show", ROOT, "--json").json
    assert root["unallocated"] == "70000000.00"
    bank("goal", "remove", ROOT, "-y")
    bank("goal", "set", "XH", "dep_adb", "2.4亿")
    short = bank("goal", "split", ROOT, "--by", "inst", "--amounts", "BJ=8000万,TJ=9000万", "--json").json
    assert short["warnings"] == [f"{ROOT}: parts by institution 170,000,000.00 + unallocated 70,000,000.00 = 240,000,000.00 CNY"]
    assert [each["key"] for each in short["changed"]] == [f"{ROOT}/BJ", f"{ROOT}/TJ"]


def test_parts_beyond_the_goal_are_refused_with_both_sums(bank: Crm) -> None:
    bank("goal", "set", "XH", "dep_adb", "2.4亿")
    refused = bank("goal", "split", ROOT, "--by", "inst", "--amounts", "BJ=20000万,TJ=4000.01万", code=5)
    assert "240,000,100.00 CNY" in refused.err
    assert "240,000,000.00 CNY" in refused.err
    assert len(tree(bank, ROOT)) == 1
    bank("goal", "split", ROOT, "--by", "inst", "--amounts", "BJ=20000万,TJ=4000万")
    assert "200,000,000.00 CNY" in bank("goal", "set", "XH", "dep_adb", "2亿", code=5).err
    bank("goal", "set", "XH", "dep_adb", "2.5亿")


def test_the_seasonal_curve_and_thirds_add_up_to_the_fen(bank: Crm) -> None:
    bank("goal", "set", "XH", "fee_inc", "9亿")
    bank("goal", "split", FEES, "--by", "quarter", "--seasonal", "20,24,26,30")
    assert list(targets(bank, FEES).values()) == ["180000000.00", "216000000.00", "234000000.00", "270000000.00"]
    bank("goal", "set", "XH", "contrib", "1000")
    bank("goal", "split", "G-2026-XH/contrib", "--by", "line", "--weights", "存款=1,LN=1,CM=1")
    assert targets(bank, "G-2026-XH/contrib") == {"DEP": "333.34", "LN": "333.33", "CM": "333.33"}


def test_codes_say_what_a_part_is_for(bank: Crm) -> None:
    bank("goal", "set", "XH", "fee_inc", "2400万")
    bank("goal", "split", FEES, "--by", "line", "--weights", "LN=1")
    bank("goal", "split", FEES, "--by", "inst", "--weights", "BJ=1")
    bank("goal", "split", f"{FEES}/BJ", "--by", "staff", "--weights", "W0002=1")
    bank("goal", "split", f"{FEES}/BJ/W0002", "--by", "client", "--weights", "HX-0002=1")
    bank("goal", "split", f"{FEES}/BJ/W0002/HX-0002", "--by", "month")
    codes = [goal["code"].removeprefix(FEES) for goal in tree(bank, FEES)]
    assert codes[:6] == ["", "/line:LN", "/BJ", "/BJ/W0002", "/BJ/W0002/HX-0002", "/BJ/W0002/HX-0002/2026-01"]
    assert (
        "is a part by business line already"
        in bank("goal", "split", f"{FEES}/line:LN", "--by", "line", "--weights", "CM=1", code=5).err
    )


def test_what_does_not_add_over_time_gets_targets_on_its_way(bank: Crm) -> None:
    bank("goal", "set", "XH", "dep_adb", "2.4亿", "--baseline", "2亿")
    told = bank("goal", "split", ROOT, "--by", "quarter", "--seasonal", "20,30,25,25")
    assert "not additive" in told.err
    found = tree(bank, ROOT)[1:]
    assert [goal["target"] for goal in found] == ["208000000.00", "220000000.00", "230000000.00", "240000000.00"]
    assert [goal["baseline"] for goal in found] == ["200000000.00", "208000000.00", "220000000.00", "230000000.00"]
    assert found[0]["unallocated"] is None


def test_the_way_sets_out_from_the_last_known_level_or_is_refused(bank: Crm) -> None:
    bank("goal", "set", "XH", "dep_adb", "3.2亿")
    bank("goal", "split", ROOT, "--by", "quarter", "--weights", "Q1=1,Q4=1")
    assert [goal["baseline"] for goal in tree(bank, ROOT)[1:]] == ["283300000.00", "301650000.00"]
    bank("goal", "set", "XH", "dep_bal", "3亿")
    refused = bank("goal", "split", "G-2026-XH/dep_bal", "--by", "quarter", code=5)
    assert "needs a baseline" in refused.err
    bank("goal", "split", "G-2026-XH/dep_bal", "--by", "quarter", "--amounts", "Q4=5亿,Q2=2亿")
    assert targets(bank, "G-2026-XH/dep_bal") == {"2026Q2": "200000000.00", "2026Q4": "500000000.00"}


def test_ratios_are_given_their_own_targets(bank: Crm) -> None:
    bank("goal", "set", "XH", "util", "60%")
    assert "does not add up" in bank("goal", "split", "G-2026-XH/util", "--by", "client", "--weights", "HX-0001=1", code=5).err
    assert "does not add up" in bank("goal", "split", "G-2026-XH/util", "--by", "client", "--like", "lastyear", code=5).err
    bank("goal", "split", "G-2026-XH/util", "--by", "client", "--amounts", "HX-0001=65%,HX-0002=71%")
    assert targets(bank, "G-2026-XH/util") == {"HX-0001": "0.65", "HX-0002": "0.71"}
    bank("actual", "add", "HX-0002", "util", "71%", "--to", "2026-10-31")
    assert [goal["done"] for goal in tree(bank, "G-2026-XH/util")] == ["0.71", None, "0.71"]
    bank("actual", "add", "HX-0001", "util", "30%", "--to", "2026-10-31")
    assert [goal["done"] for goal in tree(bank, "G-2026-XH/util")] == [None, "0.3", "0.71"]


def test_a_goal_is_divided_like_last_year(bank: Crm) -> None:
    for client, month, value, more in (
        ("HX-0002", "2025-08", "30", ["--line", "CM"]),
        ("HX-0003", "2025-02", "10", ["--line", "LN"]),
        ("HX-0003", "2025-03", "-5", []),
    ):
        bank("actual", "add", "--period", month, *more, "--", client, "payroll_new", value)
    bank("goal", "set", "XH", "payroll_new", "4000")
    goal = "G-2026-XH/payroll_new"
    expected = {
        "inst": {"BJ01": "3429", "TJ": "571"},
        "client": {"HX-0002": "3429", "HX-0003": "571"},
        "quarter": {"2026Q1": "571", "2026Q3": "3429"},
        "line": {"CM": "3000", "LN": "1000"},
    }
    for axis, parts in expected.items():
        bank("goal", "split", goal, "--by", axis, "--like", "lastyear")
        assert {part["part"]: part["target"] for part in tree(bank, goal) if part["axis"] == axis} == parts
    assert "no figures of last year" in bank("goal", "split", goal, "--by", "staff", "--like", "lastyear", code=5).err
    assert "lastyear" in bank("goal", "split", goal, "--by", "staff", "--like", "x", code=2).err


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["--by", "inst"], "who gets what"),
        (["--by", "inst", "--weights", "BJ=1", "--amounts", "BJ=1"], "exclude each other"),
        (["--by", "inst", "--weights", "BJ"], "PART=VALUE"),
        (["--by", "inst", "--weights", "BJ=1,BJ=2"], "stands twice"),
        (["--by", "inst", "--weights", "BJ=0"], "above 0"),
        (["--by", "inst", "--weights", "BJ=x"], "above 0"),
        (["--by", "inst", "--amounts", "BJ=1,12"], "--amounts"),
        (["--by", "quarter", "--seasonal", "1,2,3"], "3 numbers for 4 periods"),
        (["--by", "quarter", "--weights", "Q5=1"], "is no quarter of"),
        (["--by", "line", "--weights", "XX=1"], "no product line"),
        (["--by", "colour"], "quarter"),
    ],
)
def test_a_split_that_cannot_be_read_is_refused(bank: Crm, options: list[str], said: str) -> None:
    bank("goal", "set", "XH", "fee_inc", "2400万")
    assert said in bank("goal", "split", FEES, *options, code=2).err


def test_a_part_that_is_nobody_or_named_twice_is_refused(bank: Crm) -> None:
    bank("goal", "set", "XH", "fee_inc", "2400万")
    bank("goal", "split", FEES, "--by", "staff", "--weights", "W9999=1", code=4)
    assert "stands twice" in bank("goal", "split", FEES, "--by", "staff", "--weights", "W0002=1,李强=2", code=5).err


def test_a_goal_is_set_again_and_changed(bank: Crm) -> None:
    bank(
        "goal",
        "set",
        "XH",
        "fee_inc",
        "2400万",
        "--stretch",
        "2600万",
        "--challenge",
        "2800万",
        "--owner",
        "W0001",
        "--note",
        "初稿",
    )
    bank("goal", "set", "XH", "fee_inc", "2500万")
    shown = bank("goal", "show", FEES, "--json").json
    assert [shown[key] for key in ("target", "stretch", "challenge", "owner", "note")] == [
        "25000000.00",
        "26000000.00",
        "28000000.00",
        "W0001",
        "初稿",
    ]
    assert "order" in bank("goal", "set", "XH", "fee_inc", "2700万", code=5).err
    bank("goal", "edit", FEES, "--owner", "W0002", "--baseline", "100万")
    assert bank("goal", "show", FEES, "--json").json["owner_name"] == "李强"
    assert bank("goal", "list", "--owner", "W0002", "-q").out == f"{FEES}\n"
    assert "VALUE" in bank("goal", "set", "XH", "fee_inc", "很多", code=2).err
    assert "--stretch" in bank("goal", "set", "XH", "fee_inc", "2500万", "--stretch", "1,12", code=2).err


def test_removed_parts_are_unallocated_again_and_come_back_by_undo(bank: Crm) -> None:
    bank("goal", "set", "XH", "fee_inc", "2400万")
    bank("goal", "split", FEES, "--by", "inst", "--weights", "BJ=1,TJ=2")
    bank("goal", "split", f"{FEES}/BJ", "--by", "quarter")
    before = tree(bank, FEES)
    assert "touches 5 records" in bank("goal", "remove", f"{FEES}/BJ", code=2).err
    bank("goal", "remove", f"{FEES}/BJ", f"{FEES}/BJ/Q1", "-y")
    assert [goal["code"] for goal in tree(bank, FEES)] == [FEES, f"{FEES}/TJ"]
    bank("undo", "-y")
    assert tree(bank, FEES) == before


# --- against what has been reached ---


def test_what_is_reached_counts_for_whom_it_belongs_to(bank: Crm) -> None:
    bank("goal", "set", "XH", "dep_adb", "20亿")
    bank("goal", "split", ROOT, "--by", "inst", "--amounts", "BJ=15亿,TJ=2亿")
    bank("goal", "split", ROOT, "--by", "staff", "--weights", "W0001=1,W0002=1,W0003=1")
    bank("goal", "split", ROOT, "--by", "client", "--weights", "HX-0001=1,HX-0004=1")
    done = {goal["part"]: goal["done"] for goal in tree(bank, ROOT)}
    assert done == {
        None: "1367700000.00",
        "BJ": "1286500000.00",
        "TJ": "81200000.00",
        "W0001": "962000000.00",
        "W0002": "324500000.00",
        "W0003": "81200000.00",
        "HX-0001": "962000000.00",
        "HX-0004": "0.00",
    }


def test_a_booking_institution_and_a_line_go_before_the_clients_own(bank: Crm) -> None:
    bank("goal", "set", "XH", "fee_inc", "100万")
    bank("actual", "add", "HX-0002", "fee_inc", "5万", "--period", "2026-09", "--institution", "TJ", "--line", "CM")
    bank("goal", "split", FEES, "--by", "inst", "--weights", "BJ=1,TJ=1")
    bank("goal", "split", FEES, "--by", "line", "--weights", "CM=1")
    bank("goal", "split", f"{FEES}/TJ", "--by", "quarter")
    done = {goal["code"].removeprefix(FEES): goal["done"] for goal in tree(bank, FEES)}
    assert (done[""], done["/BJ"], done["/TJ"], done["/line:CM"]) == ("236000.00", "186000.00", "50000.00", "50000.00")
    assert [done[f"/TJ/Q{number}"] for number in (1, 2, 3, 4)] == [None, None, "50000.00", "0.00"]


def test_a_fact_counts_for_the_group_the_client_was_in_on_its_day(bank: Crm) -> None:
    bank("goal", "set", "XH", "fee_inc", "100万")
    for month in ("2026-06", "2026-08"):
        bank("actual", "add", "HX-0004", "fee_inc", "1万", "--period", month)
    assert tree(bank, FEES)[0]["done"] == "196000.00"
    bank("group", "unlink", "HX-0002", "HX-0004", "--on", "2026-10-01")
    assert tree(bank, FEES)[0]["done"] == "196000.00"


def test_a_standing_names_pace_forecast_and_gap(bank: Crm) -> None:
    bank("goal", "set", "XH", "dep_adb", "15亿", "--baseline", "10亿")
    shown = bank("goal", "show", ROOT, "--json", "--date", "2026-10-31").json
    assert [shown[key] for key in ("done", "done_on", "done_rate", "time_rate", "gap", "pace")] == [
        "1367700000.00",
        "2026-10-31",
        "0.9118",
        "0.832877",
        "132300000.00",
        "on_pace",
    ]
    expected = (Decimal("1000000000") + Decimal("500000000") * 304 / 365) / Decimal("1500000000")
    assert abs(Decimal(shown["expected_rate"]) - expected) < Decimal("0.000001")
    assert shown["gap_pp"] == "-3.25"
    assert shown["pace_index"] == "0.9656"
    assert shown["forecast"] == "1451261643.84"
    assert shown["needed"] == "2159331147.54"


def test_a_pace_that_does_not_apply_says_why(bank: Crm) -> None:
    assert "behind --" in bank("goal", "set", "XH", "dep_inc", "-5万", code=2).err
    bank("goal", "set", "--", "XH", "dep_inc", "-5万")
    bank("goal", "set", "XH", "loan_bal", "1亿")
    reasons = {goal["metric"]: (goal["pace"], goal["reason"]) for goal in tree(bank, "XH")}
    assert reasons == {"dep_inc": (None, "the target is not above 0"), "loan_bal": (None, "no baseline is known")}
    bank("goal", "set", "XH", "fee_inc", "100万", "--year", "2027")
    assert tree(bank, "XH", "--year", "2027")[0]["reason"] == "no figures yet"


def test_goals_behind_are_listed(bank: Crm) -> None:
    bank("goal", "set", "XH", "fee_inc", "100万")
    bank("goal", "set", "XH", "dep_adb", "14亿", "--baseline", "13亿")
    bank("goal", "split", FEES, "--by", "inst", "--weights", "BJ=4,TJ=1")
    assert bank("goal", "list", "-q").out.split() == [ROOT, FEES, f"{FEES}/BJ", f"{FEES}/TJ"]
    assert bank("goal", "list", "--behind", "-q").out.split() == [FEES, f"{FEES}/BJ", f"{FEES}/TJ"]
    assert bank("goal", "list", "--behind", "--limit", "1", "-q").out.split() == [FEES]
    assert bank("goal", "list", "--group", "XH", "--inst", "TJ", "--json").json[0]["pace"] == "far_behind"
    assert bank("goal", "list", "--where", "axis = inst", "--sort", "-code", "-q").out.split() == [f"{FEES}/TJ", f"{FEES}/BJ"]
    assert [goal["pace"] for goal in bank("goal", "list", "--as-of", "2025-12-31", "--json").json] == [None] * 4


def test_a_long_list_reads_the_same(bank: Crm, monkeypatch: pytest.MonkeyPatch) -> None:
    bank("goal", "set", "XH", "fee_inc", "100万")
    bank("goal", "split", FEES, "--by", "inst", "--weights", "BJ=4,TJ=1")
    before = bank("goal", "list", "--json").out
    monkeypatch.setattr("corecrm.queries.goal.MANY", 1)
    assert bank("goal", "list", "--json").out == before


def test_a_tree_is_asked_for_by_group_year_or_goal(bank: Crm) -> None:
    bank("goal", "set", "XH", "fee_inc", "100万", "--year", "2025")
    bank("goal", "set", "XH", "dep_adb", "15亿")
    bank("goal", "split", ROOT, "--by", "inst", "--amounts", "BJ=1亿")
    assert [goal["code"] for goal in tree(bank, "星河集团")] == [ROOT, f"{ROOT}/BJ"]
    assert [goal["code"] for goal in tree(bank, "g-2025-xh")] == ["G-2025-XH/fee_inc"]
    assert [goal["code"] for goal in tree(bank, f"{ROOT}/BJ")] == [f"{ROOT}/BJ"]
    assert "no goals for 2024" in bank("goal", "tree", "XH", "--year", "2024", code=4).err


def test_sums_that_hold_are_silent_and_a_broken_one_is_told(bank: Crm) -> None:
    bank("goal", "set", "XH", "fee_inc", "100万")
    bank("goal", "split", FEES, "--by", "inst", "--weights", "BJ=4,TJ=1")
    for extra in ([], [FEES], [f"{FEES}/BJ"], ["G-2026-XH"], ["XH"]):
        clean = bank("goal", "check", *extra)
        assert (clean.out, clean.err) == ("", "")
    assert bank("goal", "check", "--json").json == []
    _break(bank)
    broken = bank("goal", "check", "--json", code=3)
    assert [(found["check"], found["key"]) for found in broken.json] == [("goal_sums", FEES)]
    assert "1,000,000.01 CNY" in broken.out
    bank("goal", "set", "XH", "dep_adb", "15亿")
    assert bank("goal", "check", ROOT).out == ""


def _break(crm: Crm) -> None:
    from datetime import UTC, datetime

    from corecrm.store.changes import Occasion, change_set
    from corecrm.store.place import Place

    with change_set(Place(path=crm.db), Occasion("test", "test", datetime(2026, 11, 23, tzinfo=UTC))) as work:
        work.db.execute("UPDATE goal SET target = target + 1 WHERE code LIKE '%/BJ'")


def test_only_some_positions_set_goals(bank: Crm) -> None:
    assert "goal.edit" in bank("goal", "set", "XH", "fee_inc", "100万", "--as", "W0002", code=77).err
    bank("goal", "set", "XH", "fee_inc", "100万", "--as", "W0001")


# --- the screens ---


def _screen(bank: Crm) -> None:
    bank.env(NO_COLOR="1")
    bank("goal", "set", "XH", "dep_adb", "15亿", "--baseline", "10亿", "--owner", "W0001")
    bank("goal", "set", "XH", "fee_inc", "100万")
    bank("goal", "set", "XH", "payroll_new", "5000")
    bank("goal", "split", ROOT, "--by", "inst", "--amounts", "BJ=12亿,TJ=1亿")
    bank("goal", "split", f"{ROOT}/BJ", "--by", "client", "--amounts", "HX-0001=9亿,HX-0002=3亿")
    bank("goal", "split", FEES, "--by", "staff", "--weights", "W0002=3,W0003=1")
    bank("goal", "split", ROOT, "--by", "quarter")
    bank("goal", "edit", f"{ROOT}/BJ", "--owner", "W0002")


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_tree_reads_well_at_every_width(bank: Crm, lang: str, snapshot: SnapshotAssertion) -> None:
    _screen(bank)
    for columns in (60, 80, 96, 120):
        bank.env(COLUMNS=str(columns))
        shown = bank("goal", "tree", "XH", lang=lang, terminal=True).out
        assert max(map(width, shown.splitlines())) <= columns
        assert shown == snapshot(name=f"{lang}-{columns}")


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_goal_reads_well(bank: Crm, lang: str, snapshot: SnapshotAssertion) -> None:
    _screen(bank)
    bank.env(COLUMNS="96")
    assert bank("goal", "show", ROOT, lang=lang, terminal=True).out == snapshot(name=f"{lang}-show")
    assert bank("goal", "list", "--behind", lang=lang, terminal=True).out == snapshot(name=f"{lang}-list")
