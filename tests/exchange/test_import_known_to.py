"""Up to which day a balance is declared to hold: by --period, a line above the headings, a column, or a verb."""

import pytest

from conftest import Crm

from .files import counts, log_length, rows, write

POINTS = "客户,日期,存款余额（元）\nC1,2026-01-01,1000\nC1,2026-01-11,4000\nC1,2026-02-16,2500\nC1,2026-03-21,6000\n"
LONG = "客户,指标,日期,数值,单位{}\nC1,dep_bal,2026-03-21,6000,元{}\n"
KNOWN = "SELECT period_to, known_to FROM actual WHERE superseded_by_id IS NULL ORDER BY period_to"


@pytest.fixture
def star(crm: Crm) -> Crm:
    crm("import", "client", write(crm, "c.csv", "编码,名称\nC1,星河控股\nC2,星河能源\n"))
    return crm


def last(star: Crm) -> tuple[object, ...]:
    return rows(star, KNOWN)[-1]


@pytest.mark.parametrize(
    ("sheet", "options", "declared"),
    [
        (POINTS, ["--period", "2026Q1"], "2026-03-31"),
        (POINTS, [], None),
        (POINTS, ["--period", "2026"], "2026-11-23"),  # not after the day of the import
        (POINTS, ["--period", "2026-02"], None),  # its last balance is of a later day
        ("客户存款明细\n数据日期：2026年3月31日\n" + POINTS, [], "2026-03-31"),
        ("基准日,2026-03-30,\n" + POINTS, [], "2026-03-30"),
        ("Deposits as of 2026-03-29\n" + POINTS, [], "2026-03-29"),
        ("截至日期: 20260331\n" + POINTS, ["--period", "2026H1"], "2026-06-30"),  # what is typed goes before
        ("数据日期：2027-01-31\n" + POINTS, [], "2026-11-23"),
        ("数据日期：2026年3月末\n" + POINTS, [], None),
        ("数据日期：2026-13-31\n" + POINTS, [], None),
        (LONG.format(",数据截至", ",2026-03-31"), [], "2026-03-31"),
        (LONG.format(",Known to", ",2026-03-28"), ["--period", "2026Q1"], "2026-03-28"),  # the row itself says
        (LONG.format(",截至日期", ","), ["--period", "2026Q1"], "2026-03-31"),
    ],
)
def test_a_file_declares_up_to_which_day_its_last_balance_holds(
    star: Crm, sheet: str, options: list[str], declared: str | None
) -> None:
    path = write(star, "f.csv", sheet)
    star("import", "actual", path, *options)
    assert last(star) == ("2026-03-21", declared)
    assert [known_to for _day, known_to in rows(star, KNOWN)[:-1]] == [None] * (len(rows(star, KNOWN)) - 1)
    star("client", "edit", "C2", "--tier", "a")  # the file is read again, not remembered
    before = log_length(star)
    assert counts(star("import", "actual", path, *options, "--json").json)[1:] == (0, 0, len(rows(star, KNOWN)), 0)
    assert log_length(star) == before


def test_a_later_file_declares_further_and_the_earlier_declaration_stays_on_record(star: Crm) -> None:
    path = write(star, "f.csv", POINTS)
    star("import", "actual", path, "--period", "2026Q1")
    star("period", "close", "2026Q1")
    answer = star("import", "actual", path, "--period", "2026Q2", "--json").json
    assert counts(answer) == (4, 0, 1, 3, 0)
    assert last(star) == ("2026-03-21", "2026-06-30")
    (newest, *_rest) = star("actual", "list", "--json").json
    told = star("history", newest["code"], "--json").json
    steps = [(each["before"], each["after"]) for each in told if each["field"] == "known_to"]
    assert ("2026-03-31", "2026-06-30") in steps
    assert "closed_facts" not in star("check").out
    assert counts(star("import", "actual", path, "--period", "2026Q1", "--json").json) == (4, 0, 0, 4, 0)
    star("undo", "-y")
    assert last(star) == ("2026-03-21", "2026-03-31")


def test_what_is_declared_about_closed_days_stays(star: Crm) -> None:
    path = write(star, "f.csv", POINTS)
    star("import", "actual", path)
    star("period", "close", "2026-04-30")
    answer = star("import", "actual", path, "--period", "2026Q2", "--json", code=65).json
    assert [(error["row"], error["code"]) for error in answer["errors"]] == [(5, "closed")]
    assert (
        "closed" in star("actual", "add", "C1", "dep_bal", "6000元", "--to", "2026-03-21", "--known-to", "2026-06-30", code=5).err
    )


def test_a_file_cut_short_by_the_day_of_its_import_is_read_again_on_another_day(star: Crm) -> None:
    path = write(star, "f.csv", POINTS)
    star("--date", "2026-03-25", "import", "actual", path, "--period", "2026Q1")
    assert last(star) == ("2026-03-21", "2026-03-25")
    star("--date", "2026-04-05", "import", "actual", path, "--period", "2026Q1")
    assert last(star) == ("2026-03-21", "2026-03-31")


def test_only_the_last_balance_of_each_series_is_declared(star: Crm) -> None:
    sheet = "客户,日期,业务条线,存款余额（元）,中间业务收入（元）\n"
    sheet += "C1,2026-01-31,DEP,1,5\n星河控股,2026-02-28,DEP,2,\nC1,2026-01-31,,3,5\nC2,2026-01-31,,4,5\n"
    star("actual", "add", "C2", "dep_bal", "9元", "--to", "2026-03-15")
    star("import", "actual", write(star, "f.csv", sheet), "--period", "2026Q1")
    found = rows(
        star, "SELECT value, known_to FROM actual a JOIN metric m ON m.id = a.metric_id AND m.code = 'dep_bal' ORDER BY value"
    )
    assert found == [(100, None), (200, "2026-03-31"), (300, "2026-03-31"), (400, None), (900, None)]
    assert rows(star, "SELECT count(*) FROM actual WHERE value = 500 AND known_to IS NULL") == [(3,)]


@pytest.mark.parametrize(
    ("sheet", "column", "code"),
    [
        (LONG.format(",数据截至", ",2026-03-20"), "F 数据截至", "range"),
        (LONG.format(",数据截至", ",2026-12-31"), "F 数据截至", "future"),
        (LONG.format(",数据截至", ",月底"), "F 数据截至", "format"),
        (LONG.format(",数据截至", ",2026-03-31").replace("dep_bal", "fee_inc"), "F 数据截至", "measure"),
    ],
)
def test_a_day_that_a_balance_cannot_be_known_to_is_refused_with_its_place(star: Crm, sheet: str, column: str, code: str) -> None:
    answer = star("import", "actual", write(star, "f.csv", sheet), "--json", code=65).json
    assert [(error["row"], error["column"], error["code"]) for error in answer["errors"]] == [(2, column, code)]


def test_a_sheet_of_many_metrics_says_it_of_its_balances(star: Crm) -> None:
    sheet = "客户,日期,数据截至,存款余额（元）,中间业务收入（元）\nC1,2026-03-21,2026-03-31,1,5\n"
    star("import", "actual", write(star, "f.csv", sheet))
    assert rows(star, "SELECT value, known_to FROM actual ORDER BY value") == [(100, "2026-03-31"), (500, None)]


@pytest.mark.parametrize(
    ("options", "declared"),
    [
        (["--to", "2026-03-21"], None),
        (["--to", "2026-03-21", "--known-to", "2026-03-31"], "2026-03-31"),
        (["--to", "2026-03-21", "--period", "2026Q1"], "2026-03-31"),
        (["--to", "2026-03-21", "--period", "2026"], "2026-11-23"),
        (["--to", "2026-03-21", "--period", "2026-02"], None),
    ],
)
def test_the_verb_declares_it_too(star: Crm, options: list[str], declared: str | None) -> None:
    words = ("actual", "add", "C1", "dep_bal", "6000元", *options)
    star(*words)
    assert last(star) == ("2026-03-21", declared)
    before = log_length(star)
    star(*words)
    assert log_length(star) == before


def test_the_verb_takes_a_declaration_back_and_a_correction_keeps_it(star: Crm) -> None:
    words = ("actual", "add", "C1", "dep_bal", "6000元", "--to", "2026-03-21")
    star(*words, "--known-to", "2026-06-30")
    star("actual", "add", "C1", "dep_bal", "7000元", "--to", "2026-03-21")
    assert last(star) == ("2026-03-21", "2026-06-30")
    star("actual", "add", "C1", "dep_bal", "7000元", "--to", "2026-03-21", "--known-to", "2026-04-30")
    assert last(star) == ("2026-03-21", "2026-04-30")
    star("undo", "-y")
    assert last(star) == ("2026-03-21", "2026-06-30")


@pytest.mark.parametrize(
    ("words", "code", "told"),
    [
        (["dep_bal", "1元", "--to", "2026-03-21", "--known-to", "2026-03-20"], 5, "is before 2026-03-21"),
        (["dep_bal", "1元", "--to", "2026-03-21", "--known-to", "2026-12-01"], 5, "is after today"),
        (["fee_inc", "1元", "--period", "2026-03", "--known-to", "2026-04-01"], 2, "--known-to is for balances"),
    ],
)
def test_the_verb_refuses_a_day_that_cannot_be(star: Crm, words: list[str], code: int, told: str) -> None:
    assert told in star("actual", "add", "C1", *words, code=code).err


def test_it_is_written_wherever_a_fact_is_and_reads_back(star: Crm) -> None:
    star("import", "actual", write(star, "f.csv", POINTS), "--period", "2026Q1")
    (shown,) = star("actual", "list", "--limit", "1", "--json").json
    assert shown["known_to"] == "2026-03-31"
    assert star("actual", "show", shown["code"], "--json").json["known_to"] == "2026-03-31"
    assert "数据截至" in star("actual", "show", shown["code"], lang="zh").out
    assert "known_to" in star("help", "fields", "actual", "--json").out
    stored = rows(star, "SELECT period_to, known_to, value FROM actual ORDER BY id")
    for name in ("all", "all.xlsx"):
        star("export", "all", "-o", str(star.folder / name))
    star("export", "actual", "-o", str(star.folder / "facts.csv"))
    assert counts(star("import", "actual", str(star.folder / "facts.csv"), "--json").json) == (4, 0, 0, 4, 0)
    for name in ("all", "all.xlsx"):
        empty = star.folder / f"{name}.db"
        star("--db", str(empty), "init", "--bank", "示例银行", "--no-input")
        star("--db", str(empty), "import", "bundle", str(star.folder / name))
        told = star("--db", str(empty), "actual", "list", "--all", "--json").json
        assert sorted((each["period_to"], each["known_to"]) for each in told)[-1] == ("2026-03-21", "2026-03-31")
    assert len(stored) == 4
