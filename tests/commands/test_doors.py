"""Every rule over several rows holds at every door: verb, edit, file, bundle, undo, redo, script.

A row of the table is a rule with two writes that are right each for itself and wrong together.
"""

import re
import shlex
from dataclasses import dataclass, field

import pytest

from conftest import Crm
from corecrm.queries.checks import CHECKS
from corecrm.queries.gaps import ASKED
from corecrm.services.judge import RULES

ACTS = "an act sets the day and the state together; undo restores a row as it was, or refuses where it has changed since"
LINKS = "group link HX-0002 HX-0006 --kind minority --pct 60% --since 2026-01-01"


@dataclass(frozen=True)
class Case:
    """How a rule can be broken.

    Args:
        names: what the second door has to name: the other record, or the reason.
        first: a right write.
        second: another one; after the first it is refused.
        sheet: the second one as a sheet of a noun: `noun`, then its lines.
        before: what both need.
        away: what takes the first one back; `undo` where no verb does.
        edit: the second one as a change of what is there already; empty where no verb changes it.
        no_verb: why no verb can break the rule, so that only files are tried, and the undo that is said here.
        undo: the whole way to an undo that breaks it, where it is not first, away, second, undo of away.
    """

    names: str
    first: str = ""
    second: str = ""
    sheet: tuple[str, ...] = ()
    before: tuple[str, ...] = ()
    away: str = "undo"
    edit: str = ""
    no_verb: str = ""
    undo: tuple[str, ...] = field(default=())


CASES = {
    "institution_circle": Case(
        names="TJ",
        before=("institution add TJ01 滨海支行 --kind sub_branch --parent TJ",),
        first="institution edit BJ --parent TJ01",
        away="institution edit BJ --parent ZH",
        second="institution edit TJ --parent BJ01",
        edit="institution edit TJ --parent BJ01",
        sheet=("institution", "机构编号,机构名称,机构类型,上级机构", "TJ,天津分行,分行,BJ01"),
    ),
    "report_circle": Case(
        names="W0003",
        first="staff post W0002 --institution TJ --position local_manager --reports-to W0003 --since 2026-02-01",
        second="staff post W0003 --institution BJ --position product_manager --reports-to W0002 --since 2026-03-01",
        sheet=("staff", "工号,姓名,所属机构,岗位,上级,起始日", "W0003,陈静,BJ,产品经理,W0002,2026-03-01"),
    ),
    "control_circle": Case(
        names="HX-0007",
        before=("client add 西方贸易有限公司",),
        first="group link HX-0007 HX-0006 --since 2026-01-01",
        away="group unlink HX-0007 HX-0006 --on 2026-02-01",
        second="group link HX-0006 HX-0007 --since 2026-03-01",
        sheet=("ownership", "持有方,被持有方,关系类型,起始日", "HX-0006,HX-0007,控股,2026-03-01"),
    ),
    "control_twice": Case(
        names="HX-0005|OW-",
        first="group link HX-0005 HX-0006 --since 2026-01-01",
        away="group unlink HX-0005 HX-0006 --on 2026-02-01",
        second="group link HX-0004 HX-0006 --since 2026-03-01",
        sheet=("ownership", "持有方,被持有方,关系类型,起始日", "HX-0004,HX-0006,控股,2026-03-01"),
    ),
    "shares_over_all": Case(
        names="116%",
        first=LINKS,
        away="group unlink HX-0002 HX-0006 --kind minority --on 2026-02-01",
        second="group link HX-0004 HX-0006 --kind minority --pct 56% --since 2026-03-01",
        sheet=("ownership", "持有方,被持有方,关系类型,持股比例,起始日", "HX-0004,HX-0006,参股,56%,2026-03-01"),
    ),
    "two_groups": Case(
        names="YY",
        first="group add YY 远洋集团 --parent HX-0006 --listed 2026-01-01",
        away="group edit YY --clear parent",
        second="group link HX-0001 HX-0006 --since 2026-03-01",
        sheet=("ownership", "持有方,被持有方,关系类型,起始日", "HX-0001,HX-0006,控股,2026-03-01"),
    ),
    "both_sides": Case(
        names="W0003",
        first="team join XH W0003 --role risk_reviewer --since 2026-02-01",
        before=("team leave HX-0003 W0003 --on 2026-01-20",),
        away="team leave XH W0003 --on 2026-02-10",
        second="team join XH W0003 --role product_manager --since 2026-03-01",
        sheet=("team", "集团,员工,小组角色,起始日", "XH,W0003,产品经理,2026-03-01"),
    ),
    "manager_twice": Case(
        names="W0002|ST-",
        before=("team leave HX-0006 W0002 --on 2026-02-01",),
        first="team join HX-0006 W0002 --role local_manager --since 2026-03-01",
        away="team leave HX-0006 W0002 --on 2026-04-01",
        second="team join HX-0006 W0003 --role local_manager --since 2026-05-01",
        sheet=("team", "负责成员,员工,小组角色,起始日", "HX-0006,W0003,本地客户经理,2026-05-01"),
    ),
    "post_twice": Case(
        names="W0003",
        first="staff post W0003 --institution BJ --position product_manager --since 2026-02-01 --also",
        second="staff post W0003 --institution BJ --position product_manager --since 2026-03-01 --also",
        sheet=("post", "工号,所属机构,岗位,起始日", "W0003,BJ,产品经理,2026-03-01"),
    ),
    "seat_of_stranger": Case(
        names="HX-0006",
        before=("team leave HX-0006 W0002 --on 2026-01-20", "group link HX-0002 HX-0006 --since 2026-02-01"),
        first="group unlink HX-0002 HX-0006 --on 2026-03-01",
        second="team join XH W0003 --role local_manager --client HX-0006 --since 2026-04-01",
        sheet=("team", "集团,负责成员,员工,小组角色,起始日", "XH,HX-0006,W0003,本地客户经理,2026-04-01"),
        undo=(
            "team join XH W0003 --role local_manager --client HX-0006 --since 2026-04-01",
            "undo",
            "group unlink HX-0002 HX-0006 --on 2026-03-01",
            "undo {undo}",
        ),
    ),
    "metric_meaning": Case(
        names="visits",
        before=("metric add visits 走访 --name-en Visits --measure count --unit 次",),
        first="actual add HX-0001 visits 325 --period 2026-02",
        second="metric edit visits --scale 2",
        edit="metric edit visits --scale 2",
        sheet=("metric", "指标编号,小数位", "visits,2"),
        undo=("metric edit visits --scale 2", "actual add HX-0001 visits 3.25 --period 2026-02", "undo {--scale}"),
    ),
    "closed_period": Case(
        names="2026-03-31",
        first="period close 2026Q1",
        away="period reopen --reason 更正",
        second="actual add HX-0001 fee_inc 100元 --period 2026-01",
        sheet=("actual", "客户编号,期间,中间业务收入（元）", "HX-0001,2026-01,100"),
        undo=("actual add HX-0001 fee_inc 100元 --period 2026-01", "period close 2026Q1", "undo {fee_inc}"),
    ),
    "closed_facts": Case(
        names="2026-03-31",
        no_verb="closing seals what is there; only taking a reopening back can bring an old seal over other facts",
        undo=(
            "period close 2026Q1",
            "period reopen --reason 更正",
            "actual add HX-0001 fee_inc 100元 --period 2026-01",
            "undo {reopen}",
        ),
    ),
    "facts_twice": Case(
        names="2026-04-01",
        first="actual add HX-0001 fee_inc 300元 --period 2026Q2",
        second="actual add HX-0001 fee_inc 100元 --period 2026-05",
        sheet=("actual", "客户编号,期间,中间业务收入（元）", "HX-0001,2026-05,100"),
    ),
    "holdings_twice": Case(
        names="DEP01|HD-",
        first="holding add HX-0006 DEP01 --since 2026-02-01",
        second="holding add HX-0006 DEP01 --since 2026-03-01",
        sheet=("holding", "客户,产品,开办日", "HX-0006,DEP01,2026-03-01"),
    ),
    "goal_sums": Case(
        names="G-2026-XH/fee_inc",
        before=("goal set XH fee_inc 200万 --year 2026",),
        first="goal split G-2026-XH/fee_inc --by inst --amounts BJ=150万",
        away="goal remove G-2026-XH/fee_inc/BJ",
        second="goal set XH fee_inc 100万 --year 2026",
        sheet=("goal", "目标编号,集团,年度,指标,目标值,单位", "G-2026-XH/fee_inc,XH,2026,fee_inc,100,万元"),
    ),
    "goal_trees": Case(
        names="G-2026-XH/fee_inc",
        before=("goal set XH fee_inc 200万 --year 2026", "goal split G-2026-XH/fee_inc --by inst --amounts BJ=150万"),
        no_verb="no verb names the parent, the metric or the year of a goal that is there",
        sheet=("goal", "目标编号,上级目标,分解维度,机构", "G-2026-XH/fee_inc,G-2026-XH/fee_inc/BJ,机构,BJ"),
        undo=(
            "goal edit G-2026-XH/fee_inc --challenge 400万",
            "goal edit G-2026-XH/fee_inc --challenge 500万",
            "goal edit G-2026-XH/fee_inc --stretch 450万",
            "undo {away}",
        ),
    ),
    "task_days": Case(
        names="T-0001",
        no_verb=ACTS,
        sheet=("task", "任务编号,下达日期,开始日期", "T-0001,2026-11-10,2026-11-02"),
    ),
    "task_closed": Case(names="T-0001", no_verb=ACTS, sheet=("task", "任务编号,办结日期", "T-0001,2026-11-10")),
    "risk_days": Case(names="R-0001", no_verb=ACTS, sheet=("risk", "信号编号,核实日期", "R-0001,2026-11-02")),
    "risk_ended": Case(names="R-0001", no_verb=ACTS, sheet=("risk", "信号编号,状态", "R-0001,误报")),
}


@pytest.mark.parametrize("rule", [*(rule.name for rule in RULES)])
def test_every_rule_of_the_judge_has_its_row(rule: str) -> None:
    assert rule in CASES


def lines(crm: Crm, *commands: str) -> dict[str, int]:
    """Runs lines that must succeed; {each word of a line: the number of its change set}."""
    numbers: dict[str, int] = {}
    for line in commands:
        crm(*_filled(line, numbers))
        newest = crm("history", "--limit", "1", "--json").json[0]["change_set"]
        numbers.update(dict.fromkeys(shlex.split(line), newest))
        numbers["undo"] = newest if line == "undo" else numbers.get("undo", 0)
    return numbers


def _filled(line: str, numbers: dict[str, int]) -> list[str]:
    words = [str(numbers[word[1:-1]]) if word.startswith("{") else word for word in shlex.split(line)]
    return [*words, "-y"] if words[0] in ("undo", "goal") and words[:2] != ["goal", "check"] else words


def refused(crm: Crm, case: Case, *argv: str, code: int = 5) -> None:
    """The door stays shut: the exit code, the name of the other record, and nothing written."""
    before = crm("history", "--limit", "1", "--json").json
    said = crm(*argv, code=code)
    assert re.search(case.names, said.err + said.out)
    assert crm("history", "--limit", "1", "--json").json == before
    crm("audit", "verify")


WRITTEN = {name: case for name, case in CASES.items() if not case.no_verb}
PARTS = ("post",)  # of another noun's records: they go in alone only with a bundle
SHEETS = {name: case for name, case in CASES.items() if case.sheet}


@pytest.mark.parametrize("rule", WRITTEN)
def test_a_verb_refuses(bank: Crm, rule: str) -> None:
    case = WRITTEN[rule]
    numbers = lines(bank, *case.before, case.first)
    refused(bank, case, *_filled(case.second, numbers))


@pytest.mark.parametrize("rule", [name for name, case in WRITTEN.items() if case.edit])
def test_a_change_of_what_is_there_is_refused(bank: Crm, rule: str) -> None:
    case = WRITTEN[rule]
    numbers = lines(bank, *case.before, case.first)
    refused(bank, case, *_filled(case.edit, numbers))


@pytest.mark.parametrize("rule", [name for name, case in SHEETS.items() if case.sheet[0] not in PARTS])
def test_a_file_is_refused_with_row_and_column(bank: Crm, rule: str) -> None:
    case = SHEETS[rule]
    lines(bank, *case.before, *([case.first] if case.first else []))
    noun, *text = case.sheet
    (bank.folder / "file.csv").write_text("\n".join(text) + "\n", encoding="utf-8")
    refused(bank, case, "import", noun, "file.csv", "--json", code=65)
    errors = bank("import", noun, "file.csv", "--json", code=65).json["errors"]
    assert {error["row"] for error in errors} == {2}
    assert any(error["column"] for error in errors)


@pytest.mark.parametrize("rule", SHEETS)
def test_a_bundle_is_refused(bank: Crm, rule: str) -> None:
    case = SHEETS[rule]
    lines(bank, *case.before, *([case.first] if case.first else []))
    noun, *text = case.sheet
    (bank.folder / "files").mkdir()
    (bank.folder / "files" / f"{noun}.csv").write_text("\n".join(text) + "\n", encoding="utf-8")
    refused(bank, case, "import", "bundle", "files", code=65)


@pytest.mark.parametrize("rule", WRITTEN)
def test_redo_refuses_what_something_written_since_excludes(bank: Crm, rule: str) -> None:
    case = WRITTEN[rule]
    lines(bank, *case.before, case.second, "undo", case.first)
    refused(bank, case, "redo")


@pytest.mark.parametrize("rule", [name for name, case in CASES.items() if case.undo or case.first])
def test_undo_refuses_what_something_written_since_excludes(bank: Crm, rule: str) -> None:
    case = CASES[rule]
    way = case.undo or (case.first, case.away, case.second, "undo {away}")
    numbers = lines(bank, *case.before, *way[:2])
    numbers["away"] = max(numbers.values())
    numbers |= {word: number for word, number in lines(bank, *way[2:-1]).items() if word not in numbers}
    refused(bank, case, *_filled(way[-1], numbers))


@pytest.mark.parametrize("rule", WRITTEN)
@pytest.mark.parametrize("atomic", [True, False])
def test_a_script_refuses(bank: Crm, rule: str, *, atomic: bool) -> None:
    case = WRITTEN[rule]
    numbers = lines(bank, *case.before)
    script = "\n".join(shlex.join(_filled(line, numbers)) for line in (case.first, case.second))
    (bank.folder / "script.txt").write_text(script, encoding="utf-8")
    said = bank("run", "script.txt", *(["--atomic"] if atomic else []), code=5)
    assert re.search(case.names, said.err)


LEFT = ("staff", "工号,离职日期", "W0003,2026-11-01")
SERVED = "client edit HX-0004 --relationship served"
SERVED_SHEET = ("client", "客户编号,relationship", "HX-0004,已服务")
GAPS: dict[str, tuple[str, str, tuple[str, ...]]] = {
    "group_without_parent": ("YY", "group add YY 远洋集团", ("group", "集团编号,集团名称", "YY,远洋集团")),
    "group_without_manager": ("XH", "team leave XH W0001 --on 2026-11-01", ("team", "席位编号,终止日", "ST-0001,2026-11-01")),
    "member_without_institution": ("HX-0004", SERVED, SERVED_SHEET),
    "member_without_manager": ("HX-0004", SERVED, SERVED_SHEET),
    "seat_of_absent": ("ST-0005", "staff edit W0003 --left 2026-11-01", LEFT),
    "task_owner": ("T-0001", "", ("task", "任务编号,状态", "T-0001,进行中")),
    "task_due": ("T-0002", "", ("task", "事项,责任人,状态", "走访,W0003,进行中")),
    "task_client": (
        "T-0002",
        "task add 走访 --group XH --client HX-0006 --due 2026-12-01",
        ("task", "事项,集团,客户", "走访,XH,HX-0006"),
    ),
    "risk_owner": ("R-0002", "", ("risk", "客户,信号,等级,状态,发现日期,期限", "HX-0001,F06,黄,生效,2026-11-08,2026-11-30")),
    "risk_due": ("R-0002", "", ("risk", "客户,信号,等级,状态,发现日期", "HX-0001,F06,黄,生效,2026-11-08")),
}


@pytest.mark.parametrize("check", [check for check, (_names, line, _sheet) in GAPS.items() if line])
def test_a_verb_that_leaves_something_open_says_so(bank: Crm, check: str) -> None:
    names, line, _sheet = GAPS[check]
    assert_told(bank, check, names, bank(*shlex.split(line), "--json").json["warnings"])


@pytest.mark.parametrize("check", GAPS)
def test_a_file_that_leaves_something_open_says_so(bank: Crm, check: str) -> None:
    names, _line, (noun, *text) = GAPS[check]
    (bank.folder / "file.csv").write_text("\n".join(text) + "\n", encoding="utf-8")
    warnings = bank("import", noun, "file.csv", "--json").json["warnings"]
    assert_told(bank, check, names, [warning["message"] for warning in warnings])


def assert_told(crm: Crm, check: str, names: str, told: list[str]) -> None:
    """Whatever the check goes on finding about a record, the write has said."""
    problems = [found["problem"] for found in crm("check", check, "--json", code=3).json if found["key"] == names]
    assert problems
    assert [sentence for sentence in told if sentence in {f"{names}: {problem}" for problem in problems}]


def test_every_named_check_is_a_rule_or_a_warning() -> None:
    told_by_remove = {"removed_still_used"}
    assert set(CHECKS) == (set(CASES) | set(ASKED) | told_by_remove) & set(CHECKS)
    assert set(ASKED) == set(GAPS)
