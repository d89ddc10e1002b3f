"""An amount typed without a unit, far from what is known: asked about at a terminal, refused elsewhere, at every door."""

import json
from collections.abc import Sequence
from decimal import Decimal

import pytest

from conftest import Crm
from parsing import verbs

GOAL = "G-2026-XH/dep_adb"
DOORS = [
    ("goal set XH dep_adb {}", "24000", "2.4亿"),  # the stored goal
    ("goal set XH dep_adb {} --year 2027", "24000", "2.4亿"),  # that of the year before
    ("goal set XH loan_bal {}", "50000", "5亿"),  # the last figure
    ("goal set XH dep_adb 2.4亿 --baseline {}", "19800", "1.98亿"),
    ("goal set XH dep_adb 2.4亿 --stretch {}", "26000", "2.6亿"),
    ("goal set XH dep_adb 2.4亿 --challenge {}", "28000", "2.8亿"),
    (f"goal edit {GOAL} --baseline {{}}", "19800", "1.98亿"),
    (f"goal edit {GOAL} --stretch {{}}", "26000", "2.6亿"),
    (f"goal edit {GOAL} --challenge {{}}", "28000", "2.8亿"),
    (f"goal split {GOAL} --by inst --amounts BJ={{}}", "8000", "8000万"),
    (f"goal split {GOAL} --by staff --amounts W0012={{}}", "8000", "8000万"),
    (f"goal split {GOAL} --by client --amounts HX-0002={{}}", "2100", "2100万"),
    (f"goal split {GOAL} --by quarter --amounts Q3={{}}", "8000", "8000万"),
    (f"goal split {GOAL} --by line --amounts DEP={{}}", "8000", "8000万"),
    ("actual add HX-0002 dep_bal {} --to 2026-10-31", "2500", "2500万"),  # the fact that stands
    ("actual add HX-0002 dep_bal {} --to 2026-11-20", "2500", "2500万"),  # the last one
    ("actual add HX-0002 fee_inc {} --from 2026-11-01 --to 2026-11-20", "12", "12万"),
    ("holding add HX-0002 LN02 --balance {}", "5800", "5800万"),
    ("risk add HX-0002 F01 --exposure {}", "5800", "5800万"),
    ("risk edit R-0087 --exposure {}", "5900", "5900万"),
]
TOO_MUCH = [("goal set XH dep_adb {}", "240000000000"), ("actual add HX-0002 dep_bal {} --to 2026-10-31", "24474400000")]
NEAR = [("goal set XH dep_adb {}", "240001"), ("goal set XH dep_adb {}", "250000000"), ("goal set XH payroll_new {}", "2")]


class Picks:
    """A prompter that picks one of the readings, and remembers what it was asked."""

    def __init__(self, unit: str) -> None:
        self.unit, self.asked = unit, list[str]()

    def confirm(self, question: str) -> bool:
        raise AssertionError(question)

    def text(self, question: str, default: str = "") -> str:
        raise AssertionError((question, default))

    def select(self, question: str, choices: Sequence[tuple[str, str]]) -> str:
        self.asked.append(question)
        assert sorted(value for value, _label in choices) == ["万元", "元"]
        return self.unit


def words(door: str, amount: str) -> list[str]:
    return door.format(amount).split()


def written(crm: Crm, *line: str, **how: object) -> str:
    """The figures that a line would write, as its answer says them; or that its levels are out of order, as in 元 they are."""
    levels = {"--stretch", "--challenge"} & set(line)
    as_yuan = "-y" in line or "元" in line or any(word.endswith("0元") for word in line) or how.pop("yuan", False)
    return crm(*line, "-n", code=5 if levels and as_yuan else 0, **how).err  # type: ignore[arg-type]  # of Crm


@pytest.fixture
def bank(demo: Crm) -> Crm:
    demo.env(CORECRM_DATE="2026-11-23")
    return demo


@pytest.mark.parametrize(("door", "bare", "meant"), DOORS)
def test_without_a_terminal_it_is_refused_with_both_readings(door: str, bare: str, meant: str, bank: Crm) -> None:
    refused = json.loads(bank(*words(door, bare), "--json", code=2).err)["error"]
    assert refused["code"] == "usage"
    amounts = [(each["unit"], Decimal(each["amount"])) for each in refused["details"]["readings"]]
    assert amounts == [("元", Decimal(bare)), ("万元", Decimal(bare) * 10_000)]
    for said in (f"{Decimal(bare):,.2f} CNY", f"{Decimal(bare):,f} CNY 10k", meant):
        assert said in refused["message"]
    for remedy in ("--unit 万元", meant, f"{bare}元", "-y"):
        assert remedy in refused["hint"]


@pytest.mark.parametrize(("door", "bare", "meant"), DOORS)
def test_each_remedy_says_what_was_meant(door: str, bare: str, meant: str, bank: Crm) -> None:
    as_wan = written(bank, *words(door, bare), "--unit", "万元")
    assert as_wan == written(bank, *words(door, meant))
    as_yuan = written(bank, *words(door, f"{bare}元"))
    assert as_yuan == written(bank, *words(door, bare), "--unit", "元") == written(bank, *words(door, bare), "-y")


@pytest.mark.parametrize(("door", "bare", "meant"), DOORS)
def test_at_a_terminal_it_is_asked(door: str, bare: str, meant: str, bank: Crm) -> None:
    for unit, same in (("万元", meant), ("元", f"{bare}元")):
        picks = Picks(unit)
        answer = written(bank, *words(door, bare), terminal=True, prompter=picks, yuan=unit == "元")
        assert answer == written(bank, *words(door, same))
        (question,) = picks.asked
        assert f"{Decimal(bare):,.2f} CNY" in question
        assert meant in question


def test_an_answer_holds_for_the_further_amounts_of_a_command(bank: Crm) -> None:
    picks = Picks("万元")
    bank("goal", "split", GOAL, "--by", "inst", "--amounts", "BJ=8000,SH=9000", terminal=True, prompter=picks)
    assert len(picks.asked) == 1
    parts = bank("goal", "tree", GOAL, "--json").json[1:]
    assert [part["target"] for part in parts] == ["80000000.00", "90000000.00"]


@pytest.mark.parametrize("door", ["goal set XH dep_adb 24000", "--lang zh goal set XH dep_adb 24000"])
@pytest.mark.parametrize("atomic", [(), ("--atomic",)])
def test_a_script_is_not_asked(door: str, atomic: tuple[str, ...], bank: Crm) -> None:
    before = bank("goal", "show", GOAL, "--json").json["target"]
    refused = bank("run", "-", *atomic, input=door, terminal=True, code=2)
    assert "2.4亿" in refused.err
    assert bank("goal", "show", GOAL, "--json").json["target"] == before
    bank("run", "-", *atomic, input="goal set XH dep_adb 25000 --unit 万元\ngoal set XH dep_adb 24000 -y")


@pytest.mark.parametrize(("door", "bare"), TOO_MUCH)
def test_far_above_is_as_doubtful_as_far_below(door: str, bare: str, bank: Crm) -> None:
    assert "may mean" in bank(*words(door, bare), code=2).err


@pytest.mark.parametrize(("door", "bare"), NEAR)
def test_what_is_near_or_no_amount_is_taken_as_it_is(door: str, bare: str, bank: Crm) -> None:
    bank(*words(door, bare), "-n")


def test_it_begins_at_a_thousand_times(bank: Crm) -> None:
    bank("goal", "set", "XH", "dep_adb", "240000", "-n", code=2)
    bank("goal", "set", "XH", "dep_adb", "240000.01", "-n")
    bank("goal", "set", "XH", "dep_adb", "239999999999.99", "-n")
    bank("goal", "set", "XH", "dep_adb", "240000000000", "-n", code=2)


def test_either_the_goal_or_that_of_last_year_raises_the_question(bank: Crm) -> None:
    bank("goal", "set", "XH", "dep_adb", "2.2亿", "--year", "2025")
    bank("goal", "set", "XH", "dep_adb", "24000元")
    assert "220,000,000.00" in bank("goal", "set", "XH", "dep_adb", "24001", code=2).err


def test_nothing_known_and_nothing_stored_raise_no_question(bank: Crm) -> None:
    bank("goal", "set", "XH", "eva", "24000", "-n")
    bank("goal", "set", "XH", "dep_inc", "0")
    bank("goal", "set", "XH", "dep_inc", "24000", "-n")
    bank("goal", "set", "XH", "dep_adb", "0", "-n")


def test_a_unit_is_one_of_money_and_of_the_metric(bank: Crm) -> None:
    assert "is not a unit of money" in bank("goal", "set", "XH", "dep_adb", "1", "--unit", "斤", code=2).err
    assert "is measured in 户" in bank("goal", "set", "XH", "payroll_new", "1", "--unit", "万元", code=2).err
    assert "--unit goes with --amounts" in bank("goal", "split", GOAL, "--by", "quarter", "--unit", "万元", code=2).err


def test_every_verb_that_takes_an_amount_takes_a_unit() -> None:
    typed = {"VALUE", "AMOUNT", "A=…,B=…"}
    doors = {path for path, command, _c in verbs() if command.verb.act and typed & {str(each.metavar) for each in command.params}}
    units = {path for path, command, _c in verbs() if command.verb.act and "unit" in {each.name for each in command.params}}
    taken = {path for path in units if not path.startswith(("import", "metric"))}
    assert taken == {" ".join(door.split()[:2]) for door, *_rest in DOORS}
    assert doors - {"config set"} <= taken


@pytest.mark.parametrize(
    ("noun", "sheet"),
    [
        ("goal", "目标编号,集团,年度,指标,目标值\nG-2026-XH/dep_adb,XH,2026,dep_adb,24000\n"),
        ("goal", "目标编号,集团,年度,指标,基数（万元）,目标值\nG-2026-XH/dep_adb,XH,2026,dep_adb,19800,24000\n"),
        ("actual", "客户,指标,数值,止\nHX-0002,dep_bal,2500,2026-11-20\n"),
        ("actual", "客户,存款余额,止\nHX-0002,2500,2026-11-20\n"),
        ("holding", "客户,产品,余额,开办日\nHX-0002,LN02,5800,2026-01-01\n"),
        ("risk", "客户,信号,级别,敞口,发现日期\nHX-0002,F01,红,5800,2026-11-01\n"),
    ],
)
def test_a_file_that_says_no_unit_is_refused_and_taken_with_one(noun: str, sheet: str, bank: Crm) -> None:
    (bank.folder / "bare.csv").write_text(sheet, encoding="utf-8")
    refused = bank("import", noun, "bare.csv", "-n", code=65)
    assert "unit" in refused.out + refused.err
    bank("import", noun, "bare.csv", "-n", "--unit", "万元")
