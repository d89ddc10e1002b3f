"""A verdict never stands without its measure, nor no verdict without its reason: on every screen, in data, in the workbook."""

import shutil
from pathlib import Path

import pytest
from openpyxl import load_workbook

from conftest import Crm, _alone
from corecrm.render.width import width

STATES = {"zh": ("完成", "达速", "落后", "严重落后"), "en": ("Done", "On pace", "Behind", "Far behind")}
DUE = {"zh": "应达", "en": "Expected"}
SCREENS = ("goal tree XH", "goal list --group XH", "today", "report quarter XH --period 2026Q4", "goal show G-2026-XH/fee_inc")
REASONS = {
    "G-2026-XH/fee_inc/Q4": (None, None),
    "G-2026-XH/contrib": ("无数据", "no data"),
    "G-2026-XH/contrib/Q4": ("无数据", "no data"),
    "G-2026-XH/dep_inc": ("不适用", "n/a"),
    "G-2026-XH/exposure": ("无基数", "no baseline"),
    "G-2027-XH/fee_inc": ("未开始", "not begun"),
}


MORE = """
goal split G-2026-XH/fee_inc --by quarter --seasonal 20,24,26,30
goal split G-2026-XH/fee_inc --by line --weights LN=1,CM=1
goal split G-2026-XH/fee_inc/SH --by staff --weights W0004=1,W0017=1
goal split G-2026-XH/fee_inc --by client --weights HX-0002=1,HX-0003=1
goal set XH contrib 1000万
goal split G-2026-XH/contrib --by quarter
actual add HX-0001 dep_inc 10万 --period 2026-10
actual add HX-0001 exposure 10万 --to 2026-10-31
goal set XH exposure 5万
goal set XH fee_inc 1000万 --year 2027
goal set XH dep_inc -- -10000
"""


@pytest.fixture(scope="module")
def goals_store(demo_store: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demo's goals, split over every axis, and goals of each kind that has no verdict; made once, then copied."""
    folder = tmp_path_factory.mktemp("goals")
    shutil.copy(demo_store, folder / "bank.db")
    with pytest.MonkeyPatch.context() as patch:
        _alone(patch, folder)
        Crm(folder, patch)("run", "-", "--atomic", "-y", input=MORE)
    return folder / "bank.db"


@pytest.fixture
def goals(goals_store: Path, demo: Crm) -> Crm:
    """The program on a copy of it."""
    shutil.copy(goals_store, demo.db)
    return demo


@pytest.mark.parametrize("columns", [80, 96, 120])
@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("screen", SCREENS)
def test_where_a_verdict_stands_stands_what_was_expected(goals: Crm, screen: str, lang: str, columns: int) -> None:
    goals.env(COLUMNS=str(columns), NO_COLOR="1")
    lines = goals(*screen.split(), lang=lang, terminal=True).out.splitlines()
    assert max(map(width, lines)) <= columns
    judged = [line.rstrip() for line in lines if line.rstrip().endswith(tuple(f" {state}" for state in STATES[lang]))]
    assert judged
    assert any(DUE[lang] in line for line in lines)
    if "show" not in screen:  # a narrow list leaves out how much is done of the target, which stands beside what is
        least = 1 if "list" in screen and columns < 96 else 2
        assert all(line.count("%") >= least for line in judged), judged


@pytest.mark.parametrize(("lang", "place"), [("zh", 0), ("en", 1)])
@pytest.mark.parametrize("key", REASONS)
def test_a_goal_without_a_verdict_says_why(goals: Crm, key: str, lang: str, place: int) -> None:
    word, year = REASONS[key][place], key[2:6]
    (record,) = [row for row in goals("goal", "tree", f"G-{year}-XH", "--json", lang=lang).json if row["code"] == key]
    goals.env(COLUMNS="120", NO_COLOR="1")
    (listed,) = [line for line in goals("goal", "list", lang=lang, terminal=True).out.splitlines() if line.split()[:1] == [key]]
    assert (record["pace"] is None) == (word is not None)
    assert bool(record["reason"]) == (word is not None)
    if word is not None:
        assert listed.endswith(word)
        assert record["reason"] in goals("goal", "show", key, lang=lang, terminal=True).out


def test_a_part_that_has_begun_since_the_last_figures_has_no_data(goals: Crm) -> None:
    """On October 20 the figures end in September: the fourth quarter has begun, and nothing of it is known."""
    goals("goal", "split", "G-2026-XH/dep_adb", "--by", "quarter")
    goals.env(COLUMNS="120", NO_COLOR="1")
    for day, word in {"2026-10-20": "no data", "2026-09-20": "not begun"}.items():
        shown = goals("goal", "tree", "G-2026-XH/dep_adb", "--date", day, terminal=True).out.splitlines()
        assert [line.rstrip().endswith(word) for line in shown if "Q4 2026" in line] == [True], shown


HEADINGS = {
    "zh": ["按季度", "按条线", "按机构", "按人员", "按客户"],
    "en": ["By quarter", "By line", "By institution", "By staff", "By client"],
}


@pytest.mark.parametrize("columns", [80, 96, 120])
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_parts_along_each_axis_stand_under_its_name(goals: Crm, lang: str, columns: int) -> None:
    goals.env(COLUMNS=str(columns), NO_COLOR="1")
    shown = goals("goal", "tree", "G-2026-XH/fee_inc", lang=lang, terminal=True).out
    found = [line.strip("│├└─ ") for line in shown.splitlines() if line.strip("│├└─ ") in HEADINGS[lang]]
    assert found == HEADINGS[lang]


def test_data_has_a_record_a_goal_and_its_axis(goals: Crm) -> None:
    rows = goals("goal", "tree", "G-2026-XH/fee_inc", "--json").json
    assert [row["axis"] for row in rows] == [
        None,
        *["quarter"] * 4,
        *["line"] * 2,
        "inst",
        "inst",
        "staff",
        "staff",
        "inst",
        *["client"] * 2,
    ]
    keys = goals("goal", "tree", "G-2026-XH/fee_inc", "-q", terminal=True).out.split()
    assert keys == [row["code"] for row in rows]
    assert len(goals("goal", "tree", "G-2026-XH/fee_inc", "--columns", "code", terminal=True).out.split()) >= len(rows)


def test_today_says_in_data_what_was_expected_and_why_there_is_no_verdict(goals: Crm) -> None:
    rows = goals("today", "--json").json["goals"]
    assert all((row["pace"] is None) == (row["reason"] is not None) for row in rows)
    assert all(row["expected_rate"] is not None for row in rows if row["pace"])


@pytest.mark.parametrize(("lang", "place"), [("zh", 0), ("en", 1)])
def test_the_goals_of_a_report_have_axis_measure_and_verdict_or_reason(goals: Crm, tmp_path: Path, lang: str, place: int) -> None:
    goals("report", "quarter", "XH", "--period", "2026Q4", "-o", str(tmp_path / "r.xlsx"), lang=lang)
    sheet = load_workbook(tmp_path / "r.xlsx").worksheets[2]
    heads = [str(cell.value) for cell in sheet[4]]
    rows = [dict(zip(heads, [cell.value for cell in row], strict=True)) for row in sheet.iter_rows(min_row=5) if row[1].value]
    verdict, due = heads[-1], {"zh": "应达完成率", "en": "Expected by now"}[lang]
    assert {row[{"zh": "分解维度", "en": "Split by"}[lang]] for row in rows} >= set(HEADINGS[lang])
    for row in rows:
        if row[verdict] in STATES[lang]:
            assert isinstance(row[due], float | int)
        else:
            assert row[verdict] in {word[place] for word in REASONS.values()}
