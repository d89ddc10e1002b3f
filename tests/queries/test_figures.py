"""What facts come to: for a day, for a period, for a set of clients."""

from datetime import UTC, date, datetime
from decimal import Decimal
from fractions import Fraction
from typing import Any, NamedTuple

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from conftest import Crm
from corecrm.errors import NotFound
from corecrm.queries.figures import Figure, current, daily_average, year_before
from corecrm.queries.trees import MEMBERS_OVER_TIME, always
from corecrm.store.changes import Occasion, change_set
from corecrm.store.place import Place
from corecrm.store.reader import reading

NOON = datetime(2026, 11, 23, 4, tzinfo=UTC)
ALL = always("(SELECT id FROM client)")
Q1 = date(2026, 3, 31)


class Given(NamedTuple):
    """A fact as the tests write it; `start` is `day` unless said otherwise, `value` in smallest units."""

    client: int
    metric: str
    day: str
    value: int
    start: str = ""
    line: str | None = None
    basis: str = "book"


def record(crm: Crm, *facts: Given) -> None:
    with change_set(Place(path=crm.db), Occasion("test", "test", NOON)) as work:
        from corecrm.fields.actual import Basis
        from corecrm.services.actual import Key, record

        for fact in facts:
            (metric,) = work.db.execute("SELECT id FROM metric WHERE code = ?", (fact.metric,)).fetchone()
            start, end = date.fromisoformat(fact.start or fact.day), date.fromisoformat(fact.day)
            key = Key(fact.client, metric, start, end, Basis(fact.basis), fact.line)
            record(work.session, key, fact.value, at=NOON, today=max(end, NOON.date()), prefix="F-")


def figure(crm: Crm, metric: str, on: date, start: date | None = None, clients: str = ALL, **values: Any) -> Figure:  # noqa: ANN401 - SQL parameters
    with reading(Place(path=crm.db)) as db:
        return current(db, metric, clients=clients, on=on, start=start, **values)


@pytest.fixture
def two(crm: Crm) -> Crm:
    """A store with two clients."""
    for name in ("星河控股", "华北新能源"):
        crm("client", "add", name)
    return crm


POINTS = [(date(2026, 1, 1), 1000), (date(2026, 1, 11), 4000), (date(2026, 2, 16), 2500), (date(2026, 3, 21), 6000)]


def test_the_golden_daily_average() -> None:
    average = daily_average(POINTS, date(2026, 1, 1), Q1)
    assert average == Fraction(302_500, 90)
    assert round(Decimal(average.numerator) / average.denominator, 2) == Decimal("3361.11")


def test_a_day_before_the_first_balance_counts_as_nothing() -> None:
    assert daily_average([(date(2026, 1, 6), 100)], date(2026, 1, 1), date(2026, 1, 10)) == 50
    assert daily_average([], date(2026, 1, 1), date(2026, 1, 10)) == 0
    assert daily_average([(date(2025, 6, 1), 70)], date(2026, 1, 1), date(2026, 1, 10)) == 70


@given(st.lists(st.tuples(st.integers(0, 60), st.integers(0, 10**9)), max_size=8, unique_by=lambda point: point[0]))
@settings(max_examples=60, deadline=None)
def test_the_daily_average_is_the_mean_of_all_days(points: list[tuple[int, int]]) -> None:
    first, days = date(2026, 1, 1), 40
    known = sorted((date.fromordinal(first.toordinal() + offset - 10), value) for offset, value in points)
    balances = []
    for number in range(days):
        day = date.fromordinal(first.toordinal() + number)
        balances.append(next((value for since, value in reversed(known) if since <= day), 0))
    assert daily_average(known, first, date.fromordinal(first.toordinal() + days - 1)) == Fraction(sum(balances), days)


def test_an_average_without_facts_of_its_own_is_reckoned_from_balances(two: Crm) -> None:
    record(two, *(Given(1, "dep_bal", day.isoformat(), value * 1_000_000) for day, value in POINTS))
    found = figure(two, "dep_adb", Q1)
    assert found == Figure(3_361_111_111, Q1, 1)  # 302,500,000,000 / 90 is 3,361,111,111.1
    record(two, Given(2, "dep_adb", "2026-02-28", 100, start="2026-01-01"))
    assert figure(two, "dep_adb", Q1).value == 3_361_111_111 + 100
    record(two, Given(1, "dep_adb", "2026-03-31", 7, start="2026-01-01"))
    assert figure(two, "dep_adb", Q1) == Figure(107, Q1, 2)


def test_an_average_follows_the_facts_from_the_first_day_without_a_gap(two: Crm) -> None:
    record(
        two,
        Given(1, "dep_adb", "2026-01-31", 310, start="2026-01-01"),
        Given(1, "dep_adb", "2026-02-28", 620, start="2026-02-01"),
        Given(1, "dep_adb", "2026-04-30", 9_999, start="2026-04-01"),
    )
    assert (310 * 31 + 620 * 28) // 59 == 457  # and a remainder of 7
    assert figure(two, "dep_adb", date(2026, 4, 30)) == Figure(457, date(2026, 2, 28), 1)
    record(two, Given(1, "dep_adb", "2026-03-31", 500, start="2026-01-01"))
    assert figure(two, "dep_adb", Q1).value == 500
    assert figure(two, "dep_adb", date(2026, 4, 30)).value == 2_875  # 344,970 / 120 is 2,874.75
    assert figure(two, "dep_adb", date(2026, 4, 30), start=date(2026, 5, 1)) == Figure(None, None, 0)


def test_a_flow_is_the_sum_of_the_facts_inside_the_period(two: Crm) -> None:
    record(
        two,
        Given(1, "fee_inc", "2026-01-31", 10, start="2026-01-01"),
        Given(2, "fee_inc", "2026-02-28", 20, start="2026-02-01"),
        Given(1, "fee_inc", "2026-04-30", 40, start="2026-04-01"),
        Given(1, "fee_inc", "2026-04-30", 80, start="2025-12-01"),
        Given(1, "fee_inc", "2026-02-28", 160, start="2026-02-01", basis="assessment"),
    )
    assert figure(two, "fee_inc", Q1) == Figure(30, date(2026, 2, 28), 2)
    assert figure(two, "fee_inc", date(2026, 4, 30)).value == 70
    assert figure(two, "fee_inc", date(2026, 4, 30), start=date(2026, 4, 1)).value == 40
    assert figure(two, "fee_inc", date(2025, 12, 31)) == Figure(None, None, 0)


def test_a_balance_is_carried_forward_for_each_series(two: Crm) -> None:
    record(
        two,
        Given(1, "dep_bal", "2025-11-30", 100),
        Given(1, "dep_bal", "2026-02-28", 300),
        Given(2, "dep_bal", "2025-12-31", 40),
        Given(2, "dep_bal", "2026-01-31", 7, line="DEP"),
    )
    assert figure(two, "dep_bal", date(2026, 1, 15)) == Figure(140, date(2025, 12, 31), 2)
    assert figure(two, "dep_bal", Q1) == Figure(347, date(2026, 2, 28), 3)
    assert figure(two, "dep_bal", date(2025, 1, 1)) == Figure(None, None, 0)


def test_ratios_do_not_add(two: Crm) -> None:
    record(two, Given(1, "util", "2026-01-31", 710_000))
    assert figure(two, "util", Q1).value == 710_000
    record(two, Given(2, "util", "2026-01-31", 100_000))
    assert figure(two, "util", Q1) == Figure(None, None, 2)


def test_a_corrected_fact_does_not_count(two: Crm) -> None:
    record(
        two, Given(1, "fee_inc", "2026-01-31", 10, start="2026-01-01"), Given(1, "fee_inc", "2026-01-31", 15, start="2026-01-01")
    )
    assert figure(two, "fee_inc", Q1) == Figure(15, date(2026, 1, 31), 1)


def test_a_member_counts_while_it_was_one(two: Crm) -> None:
    two("client", "add", "星河储能")
    two("group", "add", "XH", "星河集团", "--parent", "HX-0001")
    two("group", "link", "HX-0001", "HX-0002", "--pct", "60%", "--since", "2026-02-01")
    two("group", "link", "HX-0002", "HX-0003", "--pct", "60%", "--since", "2020-01-01")
    two("group", "unlink", "HX-0001", "HX-0002", "--on", "2026-06-01")
    record(
        two, *(Given(3, "fee_inc", f"2026-{month:02}-28", month, start=f"2026-{month:02}-01") for month in range(1, 9))
    )  # fmt: skip
    assert figure(two, "fee_inc", date(2026, 8, 31), clients=MEMBERS_OVER_TIME, group=1).value == 2 + 3 + 4 + 5


def test_the_same_day_a_year_before() -> None:
    assert year_before(date(2026, 11, 23)) == date(2025, 11, 23)
    assert year_before(date(2028, 2, 29)) == date(2027, 2, 28)


def test_an_unknown_metric_is_named(two: Crm) -> None:
    with pytest.raises(NotFound, match="nothing"):
        figure(two, "nothing", Q1)


def test_averages_add_up_to_the_fen_however_they_are_grouped(two: Crm) -> None:
    for client in (1, 2):
        record(two, Given(client, "dep_bal", "2026-01-01", 1), Given(client, "dep_bal", "2026-02-15", 0))
    assert figure(two, "dep_adb", Q1).value == 2  # 45 of 90 days, so half a 分 each: rounded client by client
    assert [figure(two, "dep_adb", Q1, clients=always(f"({client})")).value for client in (1, 2)] == [1, 1]
