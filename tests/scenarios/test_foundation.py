"""The story of the foundation: from the bank's spreadsheets to the quarterly report, as a user types it."""

import json
from pathlib import Path

import pytest

from conftest import Crm

DEMO = str(Path(__file__).parents[2] / "data" / "demo")
TODAY = "2026-11-23"


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_from_the_spreadsheets_to_the_quarterly_report(crm: Crm, lang: str, tmp_path: Path) -> None:
    crm.db.unlink()
    crm("init", "--bank", "示例银行", "--no-input", lang=lang)
    untouched = crm.db.read_bytes()
    crm("import", "bundle", DEMO, "--dry-run", lang=lang)
    assert crm.db.read_bytes() == untouched

    crm("import", "bundle", DEMO, lang=lang)
    again = crm("import", "bundle", DEMO, "--json", lang=lang).json
    assert (again["new"], again["changed"], again["rejected"]) == (0, 0, 0)

    tree = crm("group", "tree", "XH", "-f", "table", lang=lang).out
    assert "星河控股" in tree
    assert "└─" in tree

    crm("goal", "check", lang=lang)
    parts = "BJ=8000万,SH=9000万,TJ=7000万"
    crm("goal", "split", "G-2026-XH/dep_adb", "--by", "inst", "--amounts", parts, lang=lang)
    checked = crm("goal", "check", lang=lang)
    assert (checked.out, checked.err) == ("", "")

    keys = crm("task", "list", "--overdue", "-q", "--date", TODAY, lang=lang).out
    assert "T-0318" in keys
    before = crm.db.read_bytes()
    crm("task", "start", "-", "-n", "--date", TODAY, lang=lang, input=keys)
    assert crm.db.read_bytes() == before

    report = tmp_path / "report.xlsx"
    crm("report", "quarter", "XH", "--period", "2026Q3", "-o", str(report), lang=lang)
    assert report.stat().st_mode & 0o777 == 0o600
    assert crm.db.read_bytes() == before

    crm("undo", lang=lang)
    assert crm("goal", "list", "--group", "XH", "--where", "code ~ dep_adb/", "--json", lang=lang).json == []
    crm("redo", lang=lang)
    crm("audit", "verify", lang=lang)


def test_the_split_adds_up_to_the_goal_exactly(demo: Crm) -> None:
    demo("goal", "split", "G-2026-XH/dep_adb", "--by", "inst", "--amounts", "BJ=8000万,SH=9000万,TJ=7000万")
    goals = {row["code"]: row["target"] for row in demo("goal", "list", "--group", "XH", "--json").json}
    assert goals["G-2026-XH/dep_adb"] == "240000000.00"
    assert [goals[f"G-2026-XH/dep_adb/{part}"] for part in ("BJ", "SH", "TJ")] == ["80000000.00", "90000000.00", "70000000.00"]


def test_a_split_that_exceeds_its_goal_is_refused(demo: Crm) -> None:
    refused = demo("goal", "split", "G-2026-XH/dep_adb", "--by", "inst", "--amounts", "BJ=2亿,SH=9000万", code=5)
    assert refused.out == ""
    assert "290,000,000" in refused.err


def test_the_whole_import_is_one_undo(crm: Crm) -> None:
    before = json.dumps(crm("export", "client", "-f", "json").json)
    crm("import", "bundle", DEMO)
    crm("undo", "-y")
    assert json.dumps(crm("export", "client", "-f", "json").json) == before
    assert crm("institution", "list", "--json").json == []
    crm("redo", "-y")
    assert len(crm("client", "list", "--json").json) == 79


def test_every_check_is_silent_on_the_demo_bank(demo: Crm) -> None:
    checked = demo("check", "--date", TODAY)
    assert (checked.out, checked.err) == ("", "")


def test_what_explains_a_figure_names_file_and_row(demo: Crm) -> None:
    rows = demo("explain", "HX-0002", "--field", "dep_adb", "--date", TODAY, "--json").json
    assert rows[0]["source_file"].endswith("actual.csv")
    assert rows[0]["source_row"] > 1
    assert rows[0]["batch"].startswith("I-")


def test_a_pipe_gets_tabs_full_width_and_no_colour(demo: Crm) -> None:
    out = demo("client", "list").out
    assert "\x1b" not in out
    assert "…" not in out
    assert len({line.count("\t") for line in out.splitlines()}) == 1
