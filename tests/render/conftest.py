"""A bank's table, small enough to read, and the language of the run."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from corecrm.fields import Column, Kind, Label, Labelled, Page, Quantity, Table, choice, columns
from corecrm.text import language, use_language


class Level(Labelled):
    head = "head", "总行级", "Head office"
    branch = "branch", "分行级", "Branch"


class Pace(Labelled):
    on = "on", "达速", "On pace"
    behind = "behind", "落后", "Behind"

    @property
    def style(self) -> str:
        return {"on": "good", "behind": "bad"}[self.value]


code = Label("code", "编号", "Code")
name = Label("name", "客户名称", "Client name")
level = choice("level", "级别", "Level", Level)
pace = choice("pace", "进度", "Pace", Pace)
deposits = Label("deposits", "存款日均", "Average deposits", Kind.money)
loans = Label("loans", "贷款余额", "Loans", Kind.money)
share = Label("share", "持股", "Share", Kind.rate)
members = Label("members", "成员", "Members", Kind.count, unit="户")
due = Label("due", "到期", "Due", Kind.date)
recorded = Label("recorded_at", "记录时间", "Recorded at", Kind.instant)
key_client = Label("key_client", "主办", "Lead bank", Kind.flag)
target = Label("target", "目标", "Target", Kind.quantity)
note = Label("note", "备注", "Note")

CLIENTS = columns(
    code,
    name,
    Column(level, drop=3),
    deposits,
    Column(loans, drop=1),
    Column(share, drop=2),
    Column(due, drop=4),
)


def clients() -> Table:
    """Three clients, one of whom little is known."""
    rows = [
        ("HX-0001", "星河控股集团有限公司", Level.head, Decimal("962000000.00"), Decimal("1800000000.00"), None, date(2027, 3, 31)),
        (
            "HX-0012",
            "华北星河新能源股份有限公司",
            Level.branch,
            Decimal("324504999.99"),
            Decimal("580000000.00"),
            Decimal("0.71"),
            None,
        ),
        (
            "HX-0013",
            "North Star Energy Storage (Tianjin) Ltd",
            Level.branch,
            None,
            Decimal("-12000000.00"),
            Decimal("0.1234"),
            None,
        ),
    ]
    return Table("客户", CLIENTS, rows, notes=("期末数",), as_of=date(2026, 11, 23), more=16, name="clients")


EVERYTHING = columns(code, name, level, deposits, share, members, due, recorded, key_client, target, note)


def everything() -> Table:
    """One value of each kind, and one row of which only the code is known."""
    moment = datetime(2026, 11, 23, 10, 5, 9, tzinfo=UTC)
    full = (
        "HX-1",
        "星河",
        Level.head,
        Decimal("99999999999999.99"),
        Decimal("0.050000"),
        1234,
        date(2026, 2, 1),
        moment,
        True,
        Quantity(Decimal("2400000000"), "元"),
        "第一行\n第二行\t，完",
    )
    return Table("全部", EVERYTHING, [full, ("HX-2", *[None] * 10)], name="all")


def page() -> Page:
    """A record, its clients and nothing else to do."""
    card = Table("星河集团", columns(code, name, deposits), [("XH", "星河集团", Decimal("2143000000.00"))], card=True, name="group")
    todo = Table("待办", columns(code, due), [], name="tasks")
    return Page("集团概览", (card, clients(), todo), notes=("下一步",), as_of=date(2026, 11, 23), lead=("早上好",))


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    before = language()
    use_language("en")
    yield
    use_language(before)


@pytest.fixture
def chinese(english: None) -> None:  # noqa: ARG001 - after it
    use_language("zh")
