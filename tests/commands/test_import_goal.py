"""A sheet of goals is judged as the verbs are: whatever `goal set`, `split` and `edit` refuse, it refuses too."""

from typing import Any

import pytest

from conftest import Crm

FEES = "G-2026-XH/fee_inc"
HEADINGS = "目标编号,集团,年度,指标,上级目标,分解维度,机构,目标值,单位"
WHOLE = f"{FEES},XH,2026,fee_inc,,,,200,万元"
BJ = f"{FEES}/BJ,XH,2026,fee_inc,{FEES},机构,BJ,150,万元"


@pytest.fixture
def split(bank: Crm) -> Crm:
    """A goal of 2,000,000 with a part of 1,500,000."""
    bank("goal", "set", "XH", "fee_inc", "200万", "--year", "2026")
    bank("goal", "split", FEES, "--by", "inst", "--amounts", "BJ=150万")
    return bank


def take_in(crm: Crm, *rows: str, headings: str = HEADINGS, code: int = 0, options: tuple[str, ...] = ()) -> Any:  # noqa: ANN401 - JSON
    (crm.folder / "goals.csv").write_text("\n".join((headings, *rows)) + "\n", encoding="utf-8")
    return crm("import", "goal", "goals.csv", "--json", *options, code=code).json


def targets(crm: Crm) -> dict[str, str]:
    return {goal["code"]: goal["target"] for goal in crm("goal", "list", "--json").json}


REFUSED = {
    "a code of one's own": ("FOO,XH,2026,fee_inc,,,,9,亿元", "its code would be"),
    "the code of another year": (f"{FEES},XH,2027,fee_inc,,,,200,万元", "its code would be G-2027-XH/fee_inc"),
    "another metric": (f"{FEES},XH,2026,dep_adb,,,,200,万元", "its code would be G-2026-XH/dep_adb"),
    "a part of another year": (f"{FEES}/BJ,XH,2027,fee_inc,{FEES},机构,BJ,150,万元", "group, metric or year differ"),
    "a part of another metric": (f"{FEES}/BJ,XH,2026,dep_adb,{FEES},机构,BJ,150,万元", "group, metric or year differ"),
    "a part of its own": (f"{FEES},XH,2026,fee_inc,{FEES}/BJ,机构,BJ,100,万元", "a part of itself"),
    "a part of nothing": (f"{FEES}/TJ,XH,2026,fee_inc,,机构,TJ,10,万元", "needs both"),
    "a part along nothing": (f"{FEES}/TJ,XH,2026,fee_inc,{FEES},,TJ,10,万元", "needs both"),
    "a part for nobody": (f"{FEES}/TJ,XH,2026,fee_inc,{FEES},机构,,10,万元", "which institution"),
    "the same part twice": (f"{FEES}/北京,XH,2026,fee_inc,{FEES},机构,BJ,10,万元", "the same part"),
    "a code that is not its parent's": (f"{FEES}X/TJ,XH,2026,fee_inc,{FEES},机构,TJ,10,万元", f"its code would be {FEES}/TJ"),
    "parts beyond the whole": (f"{FEES}/TJ,XH,2026,fee_inc,{FEES},机构,TJ,51,万元", "add up to 2,010,000.00"),
    "a whole below its parts": (f"{FEES},XH,2026,fee_inc,,,,149,万元", "add up to 1,500,000.00"),
}


@pytest.mark.parametrize("row", REFUSED.values(), ids=REFUSED)
def test_a_sheet_may_not_say_what_no_verb_would(split: Crm, row: tuple[str, str]) -> None:
    before = targets(split)
    errors = take_in(split, row[0], code=65)["errors"]
    assert {error["row"] for error in errors} == {2}
    assert any(row[1] in error["message"] for error in errors)
    assert targets(split) == before
    split("check", "goal_sums", "goal_trees")
    split("goal", "tree", FEES)


def test_below_a_negative_target_parts_are_negative_and_not_beyond_it(bank: Crm) -> None:
    bank("goal", "set", "XH", "fee_inc", "--", "-100万")
    beyond = BJ.replace("150", "-150")
    assert "add up to -1,500,000.00" in take_in(bank, beyond, code=65)["errors"][0]["message"]
    take_in(bank, BJ.replace("150", "-60"))
    assert targets(bank) == {FEES: "-1000000.00", f"{FEES}/BJ": "-600000.00"}


def test_a_sheet_without_targets_changes_what_it_has(split: Crm) -> None:
    take_in(split, f"{FEES},W0001", headings="目标编号,责任人")
    assert split("goal", "show", FEES, "--json").json["owner"] == "W0001"
    refused = take_in(split, "G-2026-XH/dep_adb,W0001", headings="目标编号,责任人", code=65)
    assert any("missing" in error["message"] for error in refused["errors"])


def test_a_sheet_that_names_goals_by_their_codes_alone_needs_no_other_column(split: Crm) -> None:
    take_in(split, f"{FEES},300,万元", headings="目标编号,目标值,单位")
    assert targets(split)[FEES] == "3000000.00"
    refused = take_in(split, "G-2026/,300,万元", headings="目标编号,目标值,单位", code=65)
    assert any("which metric" in error["message"] for error in refused["errors"])


@pytest.mark.parametrize("rows", [(f"{FEES},XH,2026,fee_inc,,,,300,万元", f"{FEES}/TJ,XH,2026,fee_inc,{FEES},机构,TJ,90,万元")])
def test_no_half_of_a_change_goes_in(split: Crm, rows: tuple[str, ...]) -> None:
    """The whole is raised and a part is added: without the one the other is too much."""
    kept = take_in(split, *rows, options=("--no-overwrite",), code=65)
    assert [error["row"] for error in kept["errors"]] == [3]
    spoilt = (rows[0].replace("300", "三百"), rows[1])
    skipped = take_in(split, *spoilt, options=("--skip-errors",), code=65)
    assert [(error["row"]) for error in skipped["errors"]] == [2, 3]
    assert targets(split) == {FEES: "2000000.00", f"{FEES}/BJ": "1500000.00"}
    take_in(split, *rows)
    assert targets(split) == {FEES: "3000000.00", f"{FEES}/BJ": "1500000.00", f"{FEES}/TJ": "900000.00"}


def test_a_goal_is_found_by_its_group_whatever_that_is_called_since(split: Crm) -> None:
    split("group", "edit", "XH", "--code", "XHJT")
    split("goal", "set", "XHJT", "fee_inc", "250万", "--year", "2026")
    assert targets(split)[FEES] == "2500000.00"
    exported = split("export", "goal").out
    (split.folder / "own.csv").write_text(exported.replace("\t", ","), encoding="utf-8")
    assert split("import", "goal", "own.csv", "--json").json["unchanged"] == 2


def test_a_period_that_cannot_be_read_is_a_usage_error(bank: Crm) -> None:
    (bank.folder / "facts.csv").write_text("客户编号,中间业务收入（元）\nHX-0001,1\n", encoding="utf-8")
    assert "10月" in bank("import", "actual", "facts.csv", "--period", "10月", code=2).err
