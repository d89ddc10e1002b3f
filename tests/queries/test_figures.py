"""What facts come to: for a day, for a period, for a set of clients."""

import shutil
from datetime import UTC, date, datetime, timedelta
from fractions import Fraction
from typing import Any, NamedTuple

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from conftest import Crm
from corecrm.errors import NotFound
from corecrm.queries.figures import Figure, cover, current, facts, total, uneven, unknown, year_before
from corecrm.queries.metric import indicator
from corecrm.queries.trees import MEMBERS_OVER_TIME, always
from corecrm.rules.measures import whole
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
    known_to: str = ""


def record(crm: Crm, *facts: Given) -> None:
    with change_set(Place(path=crm.db), Occasion("test", "test", NOON)) as work:
        from corecrm.fields.actual import Basis
        from corecrm.services.actual import Key, record

        for fact in facts:
            (metric,) = work.db.execute("SELECT id FROM metric WHERE code = ?", (fact.metric,)).fetchone()
            start, end = date.fromisoformat(fact.start or fact.day), date.fromisoformat(fact.day)
            key = Key(fact.client, metric, start, end, Basis(fact.basis), fact.line)
            declared = date.fromisoformat(fact.known_to) if fact.known_to else None
            record(
                work.session, key, fact.value, at=NOON, today=max(end, declared or end, NOON.date()), prefix="F-", known_to=declared
            )


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


def test_an_average_without_facts_of_its_own_is_reckoned_from_balances(two: Crm) -> None:
    record(two, *(Given(1, "dep_bal", day.isoformat(), value * 1_000_000) for day, value in POINTS))
    found = figure(two, "dep_adb", Q1)
    assert found.day == date(2026, 3, 21)  # nobody declares the last one to hold any longer: 242,500,000,000 / 80
    assert (found.value, found.days_known, found.days_asked) == (3_031_250_000, 80, 80)
    record(two, Given(1, "dep_bal", "2026-03-21", 6_000_000_000, known_to="2026-03-31"))
    found = figure(two, "dep_adb", Q1)  # 302,500,000,000 / 90 is 3,361,111,111.1
    assert found == Figure(3_361_111_111, Q1, 1, days_known=90, days_asked=90, ends_first=Q1)
    assert (found.partial, cover(found)) == (False, None)
    record(two, Given(2, "dep_adb", "2026-02-28", 100, start="2026-01-01"))
    assert figure(two, "dep_adb", Q1).value == 3_361_111_111 + 100
    record(two, Given(1, "dep_adb", "2026-03-31", 7, start="2026-01-01"))
    assert figure(two, "dep_adb", Q1)[:3] == (107, Q1, 2)


def test_an_average_follows_the_facts_from_the_first_day_without_a_gap(two: Crm) -> None:
    record(
        two,
        Given(1, "dep_adb", "2026-01-31", 310, start="2026-01-01"),
        Given(1, "dep_adb", "2026-02-28", 620, start="2026-02-01"),
        Given(1, "dep_adb", "2026-04-30", 9_999, start="2026-04-01"),
    )
    assert (310 * 31 + 620 * 28) // 59 == 457  # and a remainder of 7
    assert figure(two, "dep_adb", date(2026, 4, 30)) == Figure(
        457, date(2026, 2, 28), 1, days_known=59, days_asked=59, ends_first=date(2026, 2, 28)
    )
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
    new_year = date(2025, 12, 31)
    assert figure(two, "dep_bal", date(2026, 1, 15)) == Figure(140, date(2026, 1, 15), 2, ends_first=new_year)
    assert figure(two, "dep_bal", Q1) == Figure(347, date(2026, 2, 28), 3, ends_first=new_year)
    assert "the first ends on 2025-12-31" in str(uneven(figure(two, "dep_bal", Q1)))
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


YEAR = date(2026, 1, 1)


@pytest.mark.parametrize(
    ("points", "on", "expected"),
    [
        # (day, value, declared); the day asked; (value, up to which day, days known, days asked)
        ([("2026-10-31", 900, "")], "2026-11-28", (900, "2026-10-31", 1, 304)),
        ([("2026-10-31", 900, "2026-11-15")], "2026-11-28", (900, "2026-11-15", 16, 319)),
        ([("2026-10-31", 900, "2026-11-28")], "2026-11-15", (900, "2026-11-15", 16, 319)),
        ([("2025-12-31", 500, ""), ("2026-01-31", 100, "")], "2026-01-31", (487, "2026-01-31", 31, 31)),  # 15,100 / 31
        ([("2025-12-31", 500, "2026-01-10")], "2026-01-31", (500, "2026-01-10", 10, 10)),
        ([("2025-12-31", 500, "")], "2026-01-31", (None, None, None, None)),
        ([("2026-01-11", 0, ""), ("2026-01-21", 100, "2026-01-30")], "2026-01-31", (50, "2026-01-30", 20, 30)),
        ([("2026-01-01", 0, ""), ("2026-01-21", 100, "2026-01-30")], "2026-01-31", (33, "2026-01-30", 30, 30)),
        ([("2026-01-10", 7, ""), ("2026-03-10", 9, "")], "2026-02-28", (7, "2026-02-28", 50, 59)),  # held until the next one
        ([("2026-02-10", 7, "")], "2026-01-31", (None, None, None, None)),
        ([("2026-01-10", -7, "2026-01-12")], "2026-01-31", (-7, "2026-01-12", 3, 12)),
    ],
)
def test_an_average_is_that_of_the_days_that_are_known(
    two: Crm, points: list[tuple[str, int, str]], on: str, expected: tuple[object, ...]
) -> None:
    record(two, *(Given(1, "loan_bal", day, value, known_to=declared) for day, value, declared in points))
    found = figure(two, "loan_adb", date.fromisoformat(on))
    day = found.day.isoformat() if found.day else None
    assert (found.value, day, found.days_known, found.days_asked) == expected
    assert found.partial == (found.days_known != found.days_asked) == bool(cover(found))


def test_an_average_of_which_no_day_is_known_says_up_to_when_something_was(two: Crm) -> None:
    record(two, Given(1, "loan_bal", "2025-12-30", 500, known_to="2025-12-31"))
    found = figure(two, "loan_adb", Q1)
    assert found.value is None
    assert unknown(found) == "no day of the period is known: what was known before ends on 2025-12-31"


def test_series_that_end_on_different_days_are_seen_in_the_cover(two: Crm) -> None:
    record(two, Given(1, "loan_bal", "2025-12-31", 100), Given(1, "loan_bal", "2026-03-31", 100))
    record(two, Given(2, "loan_bal", "2025-12-31", 7, known_to="2026-02-28"))
    found = figure(two, "loan_adb", Q1)
    assert found == Figure(107, Q1, 2, days_known=90 + 59, days_asked=180, ends_first=date(2026, 2, 28))
    assert "149 of 180 days of 2 series" in str(cover(found))
    record(two, Given(2, "loan_bal", "2025-12-31", 8, line="DEP"))  # of this one not a day of the year is known
    assert figure(two, "loan_adb", Q1)[4:6] == (149, 270)


changes = st.lists(
    st.tuples(st.integers(-40, 100), st.integers(-(10**12), 10**12), st.none() | st.integers(0, 60)),
    min_size=1,
    max_size=6,
    unique_by=lambda point: point[0],
)


@given(st.lists(changes, min_size=1, max_size=2), st.integers(0, 110))
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_an_average_times_its_known_days_is_the_sum_of_their_balances(
    two: Crm, drawn: list[list[tuple[int, int, int | None]]], asked: int
) -> None:
    empty = two.folder / "empty.db"
    shutil.copy(empty if empty.exists() else two.db, two.db if empty.exists() else empty)
    on = YEAR + timedelta(days=asked)
    known: list[dict[date, int]] = []
    for client, points in enumerate(drawn, 1):
        spread = sorted((YEAR + timedelta(days=offset), value, length) for offset, value, length in points)
        declared = ["" if length is None else f"{day + timedelta(days=length)}" for day, _value, length in spread]
        given_ = zip(spread, declared, strict=True)
        record(two, *(Given(client, "loan_bal", f"{day}", value, known_to=known_to) for (day, value, _), known_to in given_))
        known.append(_by_day(spread, on))
    with reading(Place(path=two.db)) as db:
        asked_metric = indicator(db, "loan_adb")
        parts = facts(db, asked_metric, clients=ALL, start=YEAR, on=on)
        found = total(parts, asked_metric.measure)
    days = [day for each in known for day in each if day >= YEAR]
    if not days:
        assert found.value is None
        return
    assert found.day == max(days)
    assert found.days_known == len(days)
    assert found.days_known <= (found.days_asked or 0)
    sums = [[value for day, value in each.items() if day >= YEAR] for each in known]
    assert found.value == sum(whole(Fraction(sum(each), len(each))) for each in sums if each)
    assert sum(counted.value for part in parts for counted in part.counted()) == found.value


def _by_day(points: list[tuple[date, int, int | None]], on: date) -> dict[date, int]:
    """Day -> balance, day by day, of the days on which it is known."""
    found = {}
    for (day, value, length), following in zip(points, [*points[1:], None], strict=True):
        until = following[0] - timedelta(days=1) if following else day + timedelta(days=length or 0)
        while day <= min(until, on):
            found[day] = value
            day += timedelta(days=1)
    return found
